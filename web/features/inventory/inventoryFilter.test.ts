import fc from 'fast-check';
import { expect, test } from 'vitest';
import { filterFrom, inventoryFilterSchema, isNarrowed, paramsOf } from './inventoryFilter.ts';

const filters = fc
  .record(
    {
      search: fc.string({ maxLength: 200 }),
      folder: fc.string({ maxLength: 50 }),
      readiness: fc.constantFrom('ready', 'attention', 'blocked'),
      tools: fc.constantFrom('running', 'unknown'),
      snapshots: fc.constantFrom('true', 'false'),
      minimumBytes: fc.integer({ min: 1, max: 2 ** 45 }).map(String),
      sort: fc.constantFrom('name', 'capacity'),
      order: fc.constantFrom('asc', 'desc'),
    },
    { requiredKeys: [] },
  )
  .map((given) => inventoryFilterSchema.parse(given));

test('a filter survives the address', () => {
  fc.assert(
    fc.property(filters, (filter) => {
      expect(filterFrom(new URLSearchParams(paramsOf(filter)))).toEqual(filter);
    }),
  );
});

test('an address that somebody has changed by hand still opens', () => {
  fc.assert(
    fc.property(
      fc.dictionary(fc.constantFrom('power', 'sort', 'minimumBytes', 'snapshots', 'vm'), fc.string()),
      (any) => {
        expect(() => filterFrom(new URLSearchParams(any))).not.toThrow();
      },
    ),
  );
});

test('the order alone narrows nothing', () => {
  expect(isNarrowed(filterFrom(new URLSearchParams('sort=capacity&order=desc')))).toBe(false);
  expect(isNarrowed(filterFrom(new URLSearchParams('power=on')))).toBe(true);
});
