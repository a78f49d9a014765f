import fc from 'fast-check';
import { AndFilter, EqualityFilter, FilterParser } from 'ldapts';
import { expect, test } from 'vitest';
import { filledFilter } from './filledFilter.ts';

const hostile = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc
    .array(fc.constantFrom('*', '(', ')', '\\', '\0', '&', '|', '!', '=', '{dn}', '2a', 'ä', '漢'))
    .map((parts) => parts.join('')),
);

test('whatever a name holds, it is one value of the filter', () => {
  fc.assert(
    fc.property(hostile, (name) => {
      const filter = FilterParser.parseString(
        filledFilter('(&(objectClass=person)(uid={username}))', { username: name }),
      );
      if (!(filter instanceof AndFilter)) throw new Error('The outer filter was broken.');
      expect(filter.filters).toHaveLength(2);
      const [, byName] = filter.filters;
      if (!(byName instanceof EqualityFilter)) throw new Error('The inner filter was broken.');
      expect(String(byName.value)).toBe(name);
    }),
  );
});
