import fc from 'fast-check';
import { expect, test } from 'vitest';
import { auditOutcomeSchema } from '../../../contract/audit.ts';
import { type AuditFilter, filterFrom, instantOf, localInput, searchParamsOf, textFields } from './auditFilter.ts';

const text = fc.string({ minLength: 1, maxLength: 200 }).filter((value) => value.trim() === value && value !== '');
const time = fc
  .date({ min: new Date('2020-01-01'), max: new Date('2099-12-31'), noInvalidDate: true })
  .map((date) => date.toISOString());
const filters: fc.Arbitrary<AuditFilter> = fc.record(
  {
    ...Object.fromEntries(textFields.map((field) => [field, text])),
    ...{ outcome: fc.constantFrom(...auditOutcomeSchema.options), from: time, to: time },
  },
  { requiredKeys: [] },
);

test('a filter comes back out of the address that it was written into', () => {
  fc.assert(
    fc.property(filters, (filter) => {
      expect(filterFrom(new URLSearchParams(String(new URLSearchParams(searchParamsOf(filter)))))).toEqual(filter);
    }),
  );
});

test('what the API would refuse is left out of a filter', () => {
  const asked = { actor: '  ', outcome: 'perhaps', from: 'yesterday', to: '2026-13-45', subject: 'x'.repeat(300) };
  expect(filterFrom(new URLSearchParams(asked))).toEqual({ subject: 'x'.repeat(200) });
});

test('a time keeps its second through an input of local time', () => {
  fc.assert(
    fc.property(time, (iso) => {
      const second = `${iso.slice(0, 19)}.000Z`;
      // The hour that is there twice when summer time ends is told apart by no such input.
      fc.pre(new Date(second).getTimezoneOffset() === new Date(Date.parse(second) - 7_200_000).getTimezoneOffset());
      expect(instantOf(localInput(second))).toBe(second);
    }),
  );
  expect(localInput(undefined)).toBe('');
});
