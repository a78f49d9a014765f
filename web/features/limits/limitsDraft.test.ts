import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type LimitCalendar, limitsSchema, noLimits } from '../../../contract/limits.ts';
import { draftOf, limitsOf, wrongLimits } from './limitsDraft.ts';

const clock = fc
  .tuple(fc.nat(23), fc.nat(59))
  .map((parts) => parts.map((part) => String(part).padStart(2, '0')).join(':'));
const rate = fc.integer({ min: 1, max: 2 ** 40 });
const window = fc.record({
  days: fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1 }).map((days) => days.toSorted()),
  from: clock,
  to: clock,
  bytesPerSecond: fc.oneof(fc.constant(0), rate),
});
const calendar: fc.Arbitrary<LimitCalendar> = fc.record({
  bytesPerSecond: fc.option(rate),
  timeZone: fc.constantFrom('UTC', 'Asia/Taipei'),
  windows: fc.array(window, { maxLength: 3 }),
});
const cap = fc.option(fc.integer({ min: 1, max: 1000 }));
const limits = fc.record({
  overall: calendar,
  connections: fc.dictionary(fc.uuid(), calendar, { maxKeys: 2, noNullPrototype: true }),
  reads: fc.record({ perMover: cap, perHost: cap, perDatastore: cap }),
});

test('what nobody edits is sent as it was, to the byte, and nothing in it is wrong', () => {
  fc.assert(
    fc.property(limits, (given) => {
      const draft = draftOf(given);
      expect([...wrongLimits(draft)]).toEqual([]);
      expect(limitsOf(draft)).toEqual(given);
    }),
  );
});

test('what the form lets through the API takes', () => {
  const text = fc.constantFrom(
    '',
    '0',
    '1',
    '0.5',
    '1,5',
    '0.0000001',
    '-1',
    '1e9',
    'x',
    ' 7 ',
    '1001',
    '99999999999999',
  );
  const days = fc.subarray([1, 6, 7]);
  const windows = fc.array(fc.record({ days, from: fc.constantFrom('', '08:00', '24:00'), to: clock, rate: text }));
  fc.assert(
    fc.property(text, windows, text, (rateText, all, perHost) => {
      const plain = draftOf(noLimits);
      const draft = {
        ...{ ...plain, overall: { rate: rateText, timeZone: 'UTC', windows: all } },
        reads: { ...plain.reads, perHost },
      };
      if (wrongLimits(draft).size > 0) return;
      expect(limitsSchema.parse(limitsOf(draft))).toEqual(limitsOf(draft));
    }),
  );
});

test('each field that is wrong is named', () => {
  const draft = draftOf(noLimits);
  draft.overall = { rate: 'fast', timeZone: 'UTC', windows: [{ days: [], from: '', to: '18:00', rate: '' }] };
  draft.reads.perHost = '0';
  expect(Object.fromEntries(wrongLimits(draft))).toEqual({
    'overall.rate': 'rate',
    'overall.windows.0.days': 'days',
    'overall.windows.0.from': 'time',
    'overall.windows.0.rate': 'windowRate',
    'reads.perHost': 'cap',
  });
});
