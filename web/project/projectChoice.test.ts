import fc from 'fast-check';
import { expect, test } from 'vitest';
import { chosenOf } from './projectChoice.ts';

const ids = fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd'));

test('lists are narrowed to nothing but a project that is one of several in sight', () => {
  fc.assert(
    fc.property(ids, fc.option(fc.constantFrom('a', 'b', 'c', 'd')), (seen, stored) => {
      const chosen = chosenOf(
        stored,
        seen.map((id) => ({ id })),
      );
      const several = stored !== null && seen.includes(stored) && seen.length > 1;
      expect(chosen).toBe(several ? stored : null);
    }),
  );
  expect(chosenOf('a', undefined)).toBe('a');
});
