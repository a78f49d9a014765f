import fc from 'fast-check';
import { expect, test } from 'vitest';
import { loginDelay } from './loginDelay.ts';

test('four mistakes are free, then each doubles the wait up to a quarter of an hour', () => {
  expect([1, 4, 5, 6, 7, 14, 15, 400].map(loginDelay)).toEqual([0, 0, 1000, 2000, 4000, 512_000, 900_000, 900_000]);
});

test('more failures never wait less', () => {
  fc.assert(
    fc.property(fc.nat(2000), fc.nat(2000), (some, more) => {
      expect(loginDelay(some + more)).toBeGreaterThanOrEqual(loginDelay(some));
    }),
  );
});
