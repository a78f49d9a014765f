import fc from 'fast-check';
import { expect, test } from 'vitest';
import { countDisks, partOfRate, partOfReads } from './shares.ts';

const read = [
  { connectionId: 'vc', host: 'esx1', datastore: 'ds', disks: 2 },
  { connectionId: 'vc', host: 'esx2', datastore: 'ds', disks: 3 },
  { connectionId: '', host: '', datastore: 'ds', disks: 1 },
];

test('disks are counted at the place that a limit is of', () => {
  expect(countDisks(read)).toBe(6);
  expect(countDisks(read, 'connectionId', 'vc')).toBe(5);
  expect(countDisks(read, 'host', 'esx2')).toBe(3);
  expect(countDisks(read, 'datastore', 'ds')).toBe(6);
  expect(countDisks(read, 'host', 'esx3')).toBe(0);
});

const movers = fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1, maxLength: 8 });

test('movers that know of each other do not exceed a limit together, but for one read that each has', () => {
  fc.assert(
    fc.property(movers, fc.integer({ min: 1, max: 1000 }), (disks, limit) => {
      const all = disks.reduce((sum, own) => sum + own, 0);
      const parts = disks.map((own) => ({ own, others: all - own }));
      const rates = parts.map((part) => partOfRate(limit, part) ?? Number.NaN);
      expect(rates.reduce((sum, rate) => sum + rate, 0)).toBeCloseTo(limit);
      const reads = parts.map((part) => partOfReads(limit, part) ?? Number.NaN);
      expect(Math.min(...reads)).toBeGreaterThanOrEqual(1);
      expect(reads.reduce((sum, count) => sum + count, 0)).toBeLessThanOrEqual(
        Math.max(limit, limit + disks.length - 1),
      );
      expect(reads.filter((count) => count > 1).reduce((sum, count) => sum + count, 0)).toBeLessThanOrEqual(limit);
    }),
  );
});

test('what is not limited is not shared', () => {
  expect(partOfRate(null, { own: 1, others: 1 })).toBeUndefined();
  expect(partOfReads(null, { own: 1, others: 1 })).toBeUndefined();
});
