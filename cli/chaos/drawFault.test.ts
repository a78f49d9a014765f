import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { KnownFault } from '../labControl.ts';
import { drawFault } from './drawFault.ts';
import { SeededRandom } from './seededRandom.ts';

const known: KnownFault[] = [
  { name: 'deadly', meaning: 'nobody gets over it', match: [], chaos: null },
  { name: 'slow', meaning: 'waits', match: ['seconds'], chaos: { seconds: 1 } },
  { name: 'cut', meaning: 'breaks off', match: [], chaos: {} },
];

const drawn = (seed: number) => {
  const random = new SeededRandom(seed);
  return Array.from({ length: 20 }, () => drawFault(random, known));
};

test('a seed draws the same faults again, and only those that end well', () => {
  fc.assert(
    fc.property(fc.nat(), (seed) => {
      const faults = drawn(seed);
      expect(drawn(seed)).toEqual(faults);
      for (const { name, count = 0, match } of faults) {
        expect(name).not.toBe('deadly');
        expect(count).toBeGreaterThan(0);
        expect(match).toEqual(name === 'slow' ? { seconds: 1 } : {});
      }
    }),
    { numRuns: 30 },
  );
});

test('another seed draws others', () => {
  expect(drawn(1)).not.toEqual(drawn(2));
});
