import fc from 'fast-check';
import { expect, test } from 'vitest';
import { quantile, sumOf } from './quantiles.ts';

const weighted = fc.record({ value: fc.integer({ min: 0, max: 1000 }), weight: fc.integer({ min: 0, max: 5 }) });

test('a quantile is the smallest value that so much of the weight does not exceed', () => {
  fc.assert(
    fc.property(fc.array(weighted), fc.integer({ min: 1, max: 100 }), (values, percent) => {
      const found = quantile(values, percent / 100);
      const counted = values.flatMap(({ value, weight }) => Array.from({ length: weight }, () => value));
      const below = (limit: number) => counted.filter((value) => value <= limit).length;
      if (counted.length === 0) return found === 0;
      return 100 * below(found) >= percent * counted.length && 100 * below(found - 1) < percent * counted.length;
    }),
  );
});

test('the sum of fixed quantities is fixed', () => {
  const fixed = (value: number) => [{ value, weight: 3 }];
  expect(new Set(sumOf([fixed(2), fixed(5), []]).map(({ value }) => value))).toEqual(new Set([7]));
});
