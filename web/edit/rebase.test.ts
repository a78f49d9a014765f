import fc from 'fast-check';
import { expect, test } from 'vitest';
import { rebase } from './rebase.ts';

const word = fc.constantFrom('', 'a', 'b', 'c');
const fields = fc.record({
  name: word,
  storage: word,
  networks: fc.dictionary(fc.constantFrom('LAN', 'DMZ', 'lab'), fc.record({ bridge: word, vlan: word })),
});

test('an edit stays whole, what nobody else touched too, and all the rest follows them', () => {
  fc.assert(
    fc.property(fields, fields, fields, (base, mine, theirs) => {
      const { merged, changes } = rebase(base, mine, theirs);
      for (const field of ['name', 'storage'] as const) {
        expect(merged[field]).toBe(mine[field] === base[field] ? theirs[field] : mine[field]);
        expect(changes.some(({ path }) => path[0] === field)).toBe(theirs[field] !== base[field]);
      }
      expect(changes.filter(({ contested }) => contested).every((one) => one.mine !== one.theirs)).toBe(true);
    }),
  );
});

test('whoever has not edited gets theirs, and an edit on an unchanged object is the edit', () => {
  fc.assert(
    fc.property(fields, fields, (base, other) => {
      expect(rebase(base, base, other).merged).toEqual(other);
      expect(rebase(base, other, base)).toEqual({ merged: other, changes: [] });
    }),
  );
});

test('two edits of different rows are both kept; of one row, the contested field is told', () => {
  const base = { networks: { LAN: { bridge: 'vmbr0' }, DMZ: { bridge: 'vmbr0' } } };
  const mine = { networks: { LAN: { bridge: 'vmbr1' }, DMZ: { bridge: 'vmbr0' } } };
  const theirs = { networks: { LAN: { bridge: 'vmbr2' }, DMZ: { bridge: 'vmbr3' } } };
  expect(rebase(base, mine, theirs)).toEqual({
    merged: { networks: { LAN: { bridge: 'vmbr1' }, DMZ: { bridge: 'vmbr3' } } },
    changes: [
      { path: ['networks', 'LAN', 'bridge'], before: 'vmbr0', theirs: 'vmbr2', mine: 'vmbr1', contested: true },
      { path: ['networks', 'DMZ', 'bridge'], before: 'vmbr0', theirs: 'vmbr3', mine: 'vmbr0', contested: false },
    ],
  });
});
