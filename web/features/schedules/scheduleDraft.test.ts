import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Schedule, scheduleInputSchema } from '../../../contract/schedule.ts';
import { changeOf, draftOf, emptySchedule, inputOf, refusedFields, wrongFields } from './scheduleDraft.ts';

const some = (max: number) =>
  fc
    .uniqueArray(fc.integer({ min: 1, max }), { minLength: 1 })
    .map((days) => days.toSorted((a, b) => `${a}`.localeCompare(`${b}`)));
const at = fc.constantFrom('00:00', '20:00', '23:59');
const calendar = fc.oneof(
  fc.record({ every: fc.constant('once' as const), on: fc.constant('2027-01-31'), at }),
  fc.record(
    { every: fc.constant('week' as const), days: some(7), weeks: some(5), at },
    { requiredKeys: ['every', 'days', 'at'] },
  ),
  fc.record({ every: fc.constant('month' as const), days: some(31), at }),
);
const cutover = fc.oneof(
  fc.constantFrom({ mode: 'plan' as const }, { mode: 'hold' as const }),
  fc.record(
    {
      mode: fc.constant('window' as const),
      window: fc.record({ days: some(7), from: at, to: at }),
      downtimeBudgetSeconds: fc.integer({ min: 1 }),
    },
    { requiredKeys: ['mode', 'window'] },
  ),
);
const fields = fc.record({
  ...{ name: fc.constant('monday'), vms: fc.option(fc.constant(['vm-1'])), timeZone: fc.constant('Europe/Vienna') },
  ...{ calendar, cutover, overlap: fc.constantFrom('skip' as const, 'wait' as const) },
  ...{ catchUpMinutes: fc.integer({ min: 1, max: 10_080 }), jitterSeconds: fc.integer({ min: 0, max: 3600 }) },
});

test('a schedule that was not edited is what it was, and one that fits is taken by the API', () => {
  fc.assert(
    fc.property(fields, (given) => {
      const draft = draftOf({ ...given, planId: 'plan' } as Schedule);
      expect(wrongFields(draft)).toEqual(new Map());
      expect(changeOf(draft)).toEqual(given);
      expect(scheduleInputSchema.safeParse(inputOf(draft)).success).toBe(true);
    }),
  );
});

test('what is missing stands at its field', () => {
  const wrong = (changes: Partial<ReturnType<typeof emptySchedule>>) => [
    ...wrongFields({ ...emptySchedule('plan'), name: 'x', on: '2027-01-31', ...changes }),
  ];
  expect(wrong({})).toEqual([]);
  expect(wrong({ name: ' ', planId: '', on: '' })).toEqual([
    ['on', 'date'],
    ['name', 'name'],
    ['planId', 'plan'],
  ]);
  expect(wrong({ every: 'week', days: [], vms: [] })).toEqual([
    ['days', 'days'],
    ['vms', 'vms'],
  ]);
  expect(wrong({ every: 'month', monthDays: '1, 32' })).toEqual([['monthDays', 'monthDays']]);
  expect(wrong({ cutover: 'window', windowDays: [], windowTo: '' })).toEqual([
    ['windowDays', 'days'],
    ['windowTo', 'time'],
  ]);
  expect(wrong({ cutover: 'window', windowBudget: '1.5' })).toEqual([['windowBudget', 'budget']]);
  expect(wrong({ catchUpMinutes: '0', jitterSeconds: 'x' })).toEqual([
    ['catchUpMinutes', 'catchUp'],
    ['jitterSeconds', 'jitter'],
  ]);
});

test('a refusal stands at the field that it is about', () => {
  const problem = { issues: [{ path: 'body.calendar', message: 'is over' }] } as Parameters<typeof refusedFields>[1];
  expect([...refusedFields(emptySchedule(), problem)]).toEqual([['on', 'is over']]);
});
