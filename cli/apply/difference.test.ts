import fc from 'fast-check';
import { expect, test } from 'vitest';
import { differences, renderDifference } from './difference.ts';

const row = fc.record({ ref: fc.constantFrom('a', 'b', 'c', 'd'), overrides: fc.jsonValue({ maxDepth: 2 }) });
const plan = fc.record({
  settings: fc.dictionary(fc.constantFrom('x', 'y'), fc.jsonValue({ maxDepth: 1 })),
  vms: fc.uniqueArray(row, { selector: ({ ref }) => ref }),
});

test('nothing differs from itself, nor from the same rows in another order', () => {
  fc.assert(
    fc.property(plan, (one) => {
      expect(differences(one, structuredClone(one))).toEqual([]);
      expect(differences(one, { ...one, vms: one.vms.toReversed() })).toEqual([]);
    }),
  );
});

test('what one way adds, the other takes away', () => {
  fc.assert(
    fc.property(plan, plan, (one, other) => {
      const back = differences(other, one).map(({ path, before, after }) => ({ path, before: after, after: before }));
      const sorted = (list: typeof back) => list.toSorted((a, b) => a.path.localeCompare(b.path));
      expect(sorted(differences(one, other))).toEqual(sorted(back));
    }),
  );
});

test('differences are told by the name of what they are in', () => {
  const before = { vms: [{ ref: 'vm-1', overrides: {} }], networks: [{ network: 'LAN', bridge: 'vmbr0', vlan: 7 }] };
  const after = { vms: [{ ref: 'vm-2', overrides: {} }], networks: [{ network: 'LAN', bridge: 'vmbr1' }] };
  expect(differences(before, after).map(renderDifference)).toEqual([
    '- vms.[vm-1].overrides: {}',
    '~ networks.[LAN].bridge: "vmbr0" -> "vmbr1"',
    '- networks.[LAN].vlan: 7',
    '+ vms.[vm-2].overrides: {}',
  ]);
});
