import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ScheduleCalendar } from '../../contract/schedule.ts';
import { isOccurrence, nextOccurrences } from './occurrences.ts';
import { momentOf, wallTimeAt } from './wallClock.ts';
import { cutoverOfRun, windowAfter } from './windowAfter.ts';

const iso = (at: number) => new Date(at).toISOString();
const next = (timeZone: string, calendar: ScheduleCalendar, after: string, count = 2) =>
  nextOccurrences({ timeZone, calendar }, Date.parse(after), count).map(({ at, clock }) => [iso(at), clock]);

describe('times of a calendar', () => {
  const vienna = 'Europe/Vienna';
  test.each<[string, ScheduleCalendar, string, [string, string][]]>([
    [
      'Mondays, in winter and in summer',
      { every: 'week', days: [1], at: '20:00' },
      '2026-10-19T17:59:00Z',
      [
        ['2026-10-19T18:00:00.000Z', 'as-written'],
        ['2026-10-26T19:00:00.000Z', 'as-written'],
      ],
    ],
    [
      'second Saturdays',
      { every: 'week', days: [6], weeks: [2], at: '22:00' },
      '2026-12-12T21:00:00Z',
      [
        ['2027-01-09T21:00:00.000Z', 'as-written'],
        ['2027-02-13T21:00:00.000Z', 'as-written'],
      ],
    ],
    [
      'the 31st, where there is one',
      { every: 'month', days: [31], at: '00:00' },
      '2027-01-30T23:00:00Z',
      [
        ['2027-03-30T22:00:00.000Z', 'as-written'],
        ['2027-05-30T22:00:00.000Z', 'as-written'],
      ],
    ],
    [
      'a time that the clock leaves out',
      { every: 'week', days: [7], at: '02:30' },
      '2027-03-27T00:00:00Z',
      [
        ['2027-03-28T01:30:00.000Z', 'moved'],
        ['2027-04-04T00:30:00.000Z', 'as-written'],
      ],
    ],
    [
      'a time that the clock shows twice',
      { every: 'month', days: [25], at: '02:30' },
      '2026-10-20T00:00:00Z',
      [
        ['2026-10-25T00:30:00.000Z', 'first-of-two'],
        ['2026-11-25T01:30:00.000Z', 'as-written'],
      ],
    ],
    [
      'once',
      { every: 'once', on: '2026-12-07', at: '20:00' },
      '2026-12-07T18:59:59Z',
      [['2026-12-07T19:00:00.000Z', 'as-written']],
    ],
    ['once, and that is over', { every: 'once', on: '2026-12-07', at: '20:00' }, '2026-12-07T19:00:00Z', []],
  ])('%s', (_, calendar, after, expected) => {
    expect(next(vienna, calendar, after)).toEqual(expected);
  });

  test('a fifth weekday and 29 February are found, however far', () => {
    const leap: ScheduleCalendar = { every: 'once', on: '2028-02-29', at: '12:00' };
    expect(next('UTC', leap, '2026-01-01T00:00:00Z')).toEqual([['2028-02-29T12:00:00.000Z', 'as-written']]);
    const fifth: ScheduleCalendar = { every: 'week', days: [1], weeks: [5], at: '12:00' };
    expect(next('UTC', fifth, '2026-12-01T00:00:00Z', 1)).toEqual([['2027-03-29T12:00:00.000Z', 'as-written']]);
  });

  test('of two equal times the first alone is one of them', () => {
    const nightly = { timeZone: vienna, calendar: { every: 'month' as const, days: [25], at: '02:30' } };
    const moments = ['2026-10-25T00:30:00Z', '2026-10-25T01:30:00Z', '2026-11-25T01:30:00Z', '2026-11-25T01:31:00Z'];
    expect(moments.map((at) => isOccurrence(nightly, Date.parse(at)))).toEqual([true, false, true, false]);
  });
});

const two = (value: number) => String(value).padStart(2, '0');
const clock = fc.integer({ min: 0, max: 1439 }).map((minute) => `${two(Math.floor(minute / 60))}:${two(minute % 60)}`);
const some = (max: number) => fc.uniqueArray(fc.integer({ min: 1, max }), { minLength: 1 });
const weekly = fc.record(
  { every: fc.constant('week' as const), days: some(7), weeks: some(5), at: clock },
  { requiredKeys: ['every', 'days', 'at'] },
);
const calendar = fc.oneof(weekly, fc.record({ every: fc.constant('month' as const), days: some(31), at: clock }));
const zone = fc.constantFrom(
  ...['UTC', 'Europe/Vienna', 'America/New_York', 'Asia/Kolkata', 'Australia/Lord_Howe', 'America/Santiago'],
  ...['Pacific/Auckland', 'Africa/Casablanca', 'Asia/Taipei'],
);
const moment = fc
  .date({ min: new Date('2024-01-01'), max: new Date('2036-01-01'), noInvalidDate: true })
  .map((date) => date.getTime());

describe('any calendar', () => {
  test('has times that rise, fall on its days, and show its time unless the clock leaves it out', () => {
    fc.assert(
      fc.property(calendar, zone, moment, (given, timeZone, after) => {
        const found = nextOccurrences({ calendar: given, timeZone }, after, 5);
        expect(found).toHaveLength(5);
        let last = after;
        for (const { at, clock: told, wall } of found) {
          expect(at).toBeGreaterThan(last);
          last = at;
          const shown = wallTimeAt(timeZone, at);
          if (told === 'moved') expect(shown).not.toEqual(wall);
          else expect(shown).toEqual(wall);
          expect(`${two(wall.hour)}:${two(wall.minute)}`).toBe(given.at);
          const weekday = new Date(Date.UTC(wall.year, wall.month - 1, wall.day)).getUTCDay() || 7;
          expect(given.days).toContain(given.every === 'week' ? weekday : wall.day);
          expect(isOccurrence({ calendar: given, timeZone }, at)).toBe(true);
        }
      }),
    );
  });

  test('has the same times whenever it is asked', () => {
    fc.assert(
      fc.property(calendar, zone, moment, (given, timeZone, after) => {
        const timing = { calendar: given, timeZone };
        const [first, ...rest] = nextOccurrences(timing, after, 4);
        expect(nextOccurrences(timing, first?.at ?? 0, 3)).toEqual(rest);
        expect(nextOccurrences(timing, (first?.at ?? 0) - 1, 4)).toEqual([first, ...rest]);
      }),
    );
  });

  test('a wall time and its moment say the same, in every zone', () => {
    fc.assert(
      fc.property(zone, moment, (timeZone, at) => {
        const minute = Math.floor(at / 60_000) * 60_000;
        const back = momentOf(timeZone, wallTimeAt(timeZone, minute));
        if (back.clock === 'as-written') expect(back.at).toBe(minute);
        else expect(back.at).toBeLessThanOrEqual(minute);
        expect(back.clock).not.toBe('moved');
      }),
    );
  });
});

describe('windows of the cutover', () => {
  const saturday = { days: [6], from: '22:00', to: '02:00' };
  test.each([
    ['from Monday', '2026-12-07T19:00:00Z', '2026-12-12T21:00:00.000Z', '2026-12-13T01:00:00.000Z'],
    ['at its beginning', '2026-12-12T21:00:00Z', '2026-12-12T21:00:00.000Z', '2026-12-13T01:00:00.000Z'],
    ['within it', '2026-12-13T00:30:00Z', '2026-12-13T00:30:00.000Z', '2026-12-13T01:00:00.000Z'],
    ['at its end', '2026-12-13T01:00:00Z', '2026-12-19T21:00:00.000Z', '2026-12-20T01:00:00.000Z'],
    [
      'in the night when the clock is put forward',
      '2027-03-27T12:00:00Z',
      '2027-03-27T21:00:00.000Z',
      '2027-03-28T01:00:00.000Z',
    ],
  ])('%s', (_, at, from, until) => {
    const policy = cutoverOfRun({ mode: 'window', window: saturday }, 'Europe/Vienna', Date.parse(at));
    expect(policy).toEqual({ mode: 'at', at: from, until });
    const budget = { downtimeBudgetSeconds: 60 };
    const within = { mode: 'window' as const, window: saturday, ...budget };
    expect(cutoverOfRun(within, 'Europe/Vienna', Date.parse(at))).toEqual({ mode: 'auto', at: from, until, ...budget });
  });

  test('a window begins not before it is asked for, ends after, and lasts no longer than a day', () => {
    const window = fc.record({ days: some(7), from: clock, to: clock });
    fc.assert(
      fc.property(window, zone, moment, (given, timeZone, at) => {
        const { from, until } = windowAfter(given, timeZone, at);
        expect(from).toBeGreaterThanOrEqual(at);
        expect(until).toBeGreaterThan(from);
        expect(until - from).toBeLessThanOrEqual(26 * 3_600_000);
        expect(from - at).toBeLessThanOrEqual(8.1 * 86_400_000);
      }),
    );
  });

  test('without one the plan or an operator decides', () => {
    expect(cutoverOfRun({ mode: 'plan' }, 'UTC', 0)).toBeNull();
    expect(cutoverOfRun({ mode: 'hold' }, 'UTC', 0)).toEqual({ mode: 'manual' });
  });
});
