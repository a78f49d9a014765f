import fc from 'fast-check';
import { expect, it } from 'vitest';
import { StaleGroups } from './staleGroups.ts';
import { WholeGroups } from './wholeGroups.ts';

it('tells stale groups in order, neighbours together', () => {
  const steps = fc.array(fc.record({ group: fc.nat(49), add: fc.boolean() }));
  fc.assert(
    fc.property(fc.boolean(), steps, fc.integer({ min: 1, max: 9 }), (all, changes, most) => {
      const stale = new StaleGroups(50, all);
      const model = new Set(all ? Array.from({ length: 50 }, (_, group) => group) : []);
      for (const { group, add } of changes) {
        if (add) stale.add(group);
        else stale.delete(group);
        if (add) model.add(group);
        else model.delete(group);
      }
      const runs = [...stale.runs(most)];
      const told = runs.flatMap(([first, count]) => Array.from({ length: count }, (_, i) => first + i));
      expect(told).toEqual([...model].sort((a, b) => a - b));
      expect(runs.every(([, count]) => count > 0 && count <= most)).toBe(true);
    }),
  );
});

it('tells a group once it has all of its leaves, the short last one too', () => {
  const groups = new WholeGroups(256 + 10);
  groups.put(0, 255);
  groups.put(1, 9);
  expect(groups.take()).toEqual([]);
  groups.put(1, 1);
  groups.put(0, 1);
  expect(groups.take()).toEqual([1, 0]);
  expect(groups.take()).toEqual([]);
});

it('keeps few groups in mind, whatever is scattered', () => {
  const groups = new WholeGroups(1000 * 256);
  for (let group = 0; group < 1000; group += 1) groups.put(group, 200);
  groups.put(0, 56);
  groups.put(999, 56);
  expect(groups.take()).toEqual([999]);
});
