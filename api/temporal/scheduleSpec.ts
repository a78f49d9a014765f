import type { CalendarSpec, ScheduleSpec } from '@temporalio/client';
import type { Schedule, ScheduleCalendar } from '../../contract/schedule.ts';
import { occurrencesAfter } from '../../domain/schedule/occurrences.ts';

const weekdays = ['MONDAY', 'TUESDAY', 'WEDNESDAY', 'THURSDAY', 'FRIDAY', 'SATURDAY', 'SUNDAY'] as const;
const months = [
  ...(['JANUARY', 'FEBRUARY', 'MARCH', 'APRIL', 'MAY', 'JUNE'] as const),
  ...(['JULY', 'AUGUST', 'SEPTEMBER', 'OCTOBER', 'NOVEMBER', 'DECEMBER'] as const),
];

/** How far ahead days are looked for on which the clock is changed. */
const yearsAhead = 10;

/**
 * The calendar as Temporal has it. Around changes of the clock Temporal goes its own way: it leaves out a time that the
 * clock leaves out, of one that the clock shows twice it takes either, and where the clock is put forward at midnight it
 * takes the day for the one before. Times near a change are therefore given one by one. What Temporal begins besides
 * them begins nothing (api/schedules/scheduledStarts.ts).
 * @param now milliseconds since 1970
 */
export function scheduleSpecOf(
  { calendar, timeZone, jitterSeconds }: Pick<Schedule, 'calendar' | 'timeZone' | 'jitterSeconds'>,
  now: number,
): ScheduleSpec {
  const until = now + yearsAhead * 366 * 86_400_000;
  const moments: number[] = [];
  for (const { at, nearChange } of occurrencesAfter({ calendar, timeZone }, now)) {
    if (at > until) break;
    if (nearChange) moments.push(at);
  }
  return {
    calendars: [calendarSpecOf(calendar)],
    // Counted from 1970: the second time comes in half a century.
    intervals: moments.map((every) => ({ every })),
    timezone: timeZone,
    jitter: jitterSeconds * 1000,
  };
}

function calendarSpecOf(calendar: ScheduleCalendar): CalendarSpec {
  const [hour = 0, minute = 0] = calendar.at.split(':').map(Number);
  if (calendar.every === 'once') {
    const [year = 0, month = 0, day = 0] = calendar.on.split('-').map(Number);
    return { year, month: months[month - 1] ?? 'JANUARY', dayOfMonth: day, hour, minute };
  }
  if (calendar.every === 'month') return { hour, minute, dayOfMonth: calendar.days };
  return {
    ...{ hour, minute, dayOfWeek: calendar.days.map((day) => weekdays[day - 1] ?? 'MONDAY') },
    dayOfMonth: calendar.weeks?.map((week) => ({ start: week * 7 - 6, end: Math.min(week * 7, 31) })) ?? '*',
  };
}
