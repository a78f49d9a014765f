import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type LimitCalendar, limitCalendarSchema } from '../contract/limits.ts';
import { limitAt } from './limitAt.ts';

const office: LimitCalendar = {
  bytesPerSecond: 100,
  timeZone: 'Europe/Berlin',
  windows: [
    { days: [1, 2, 3, 4, 5], from: '08:00', to: '18:00', bytesPerSecond: 10 },
    { days: [5], from: '22:00', to: '02:00', bytesPerSecond: 0 },
  ],
};

describe('what a calendar allows', () => {
  test.each([
    // Berlin is an hour ahead of UTC in winter, two in summer.
    ['a Monday before eight', '2026-11-23T06:59:59Z', 100],
    ['a Monday at eight', '2026-11-23T07:00:00Z', 10],
    ['a Monday at eight in summer', '2026-07-20T06:00:00Z', 10],
    ['a Monday at six in the evening', '2026-11-23T17:00:00Z', 100],
    ['a Sunday noon', '2026-11-22T11:00:00Z', 100],
    ['a Friday night', '2026-11-27T22:30:00Z', 0],
    ['and the Saturday after it', '2026-11-28T00:59:00Z', 0],
    ['but not the Saturday from two on', '2026-11-28T01:00:00Z', 100],
    ['nor a Saturday night', '2026-11-28T22:30:00Z', 100],
  ])('%s', (_, at, allowed) => {
    expect(limitAt(office, new Date(at))).toBe(allowed);
  });

  test('says no zone and no time that there is not', () => {
    expect(limitCalendarSchema.safeParse({ timeZone: 'Mars/Olympus' }).success).toBe(false);
    const window = { days: [1], from: '24:00', to: '18:00', bytesPerSecond: 1 };
    expect(limitCalendarSchema.safeParse({ windows: [window] }).success).toBe(false);
  });
});

const clock = fc.integer({ min: 0, max: 24 * 60 - 1 }).map((minute) => {
  const text = (value: number) => String(value).padStart(2, '0');
  return `${text(Math.floor(minute / 60))}:${text(minute % 60)}`;
});
const window = fc.record({
  days: fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1 }),
  from: clock,
  to: clock,
  bytesPerSecond: fc.nat(1000),
});
const calendar = fc.record({
  bytesPerSecond: fc.option(fc.integer({ min: 1, max: 1000 })),
  timeZone: fc.constantFrom('UTC', 'Europe/Berlin', 'Asia/Kolkata', 'America/New_York', 'Pacific/Auckland'),
  windows: fc.array(window, { maxLength: 5 }),
});
const moment = fc.date({ min: new Date('2020-01-01'), max: new Date('2040-01-01'), noInvalidDate: true });

describe('any calendar', () => {
  test('gives its own rate or that of a window, and another window never allows more than without it', () => {
    fc.assert(
      fc.property(calendar, window, moment, (given, added, now) => {
        const without = limitAt(given, now);
        const rates = [given.bytesPerSecond, ...given.windows.map((one) => one.bytesPerSecond)];
        expect(rates).toContain(without);
        const narrowed = limitAt({ ...given, windows: [...given.windows, added] }, now);
        const covered = limitAt({ ...given, bytesPerSecond: null, windows: [added] }, now) !== null;
        if (!covered) expect(narrowed).toBe(without);
        else if (given.windows.length > 0 && limitAt({ ...given, bytesPerSecond: null }, now) !== null) {
          expect(narrowed).toBe(Math.min(without ?? 0, added.bytesPerSecond));
        } else expect(narrowed).toBe(added.bytesPerSecond);
      }),
    );
  });

  test('a window of all days from a time to the same time covers every moment', () => {
    fc.assert(
      fc.property(calendar, clock, moment, (given, from, now) => {
        const always = { days: [1, 2, 3, 4, 5, 6, 7], from, to: from, bytesPerSecond: 0 };
        expect(limitAt({ ...given, windows: [...given.windows, always] }, now)).toBe(0);
      }),
    );
  });
});
