import type { ScheduleCalendar } from '../../contract/schedule.ts';
import { momentOf, utcOf, type WallMoment, type WallTime, wallTimeAt, wallTimeOn, weekdayOn } from './wallClock.ts';

/** What a calendar says of one of its times. */
export interface Occurrence extends WallMoment {
  wall: WallTime;
}

const dayMs = 86_400_000;
/** The longest pause of a calendar: a fifth weekday or a 31st comes within months, 29 February within eight years. */
const horizonDays = 366 * 9;

/**
 * Times of a calendar after a moment, in order, each once.
 * @param after milliseconds since 1970
 */
export function* occurrencesAfter(
  { calendar, timeZone }: { calendar: ScheduleCalendar; timeZone: string },
  after: number,
): Generator<Occurrence> {
  if (calendar.every === 'once') {
    const wall = wallTimeOn(Date.parse(`${calendar.on}T12:00:00Z`), calendar.at);
    const moment = momentOf(timeZone, wall);
    if (moment.at > after) yield { ...moment, wall };
    return;
  }
  const today = wallTimeAt(timeZone, after);
  let last = after;
  let sought = horizonDays;
  // From yesterday on: a time that the clock leaves out may be moved over midnight.
  for (let noon = utcOf({ ...today, hour: 12, minute: 0 }) - dayMs; sought > 0; noon += dayMs, sought -= 1) {
    if (!fallsOn(calendar, noon)) continue;
    const wall = wallTimeOn(noon, calendar.at);
    const moment = momentOf(timeZone, wall);
    if (moment.at <= last) continue;
    last = moment.at;
    sought = horizonDays;
    yield { ...moment, wall };
  }
}

/** The first few of them. */
export function nextOccurrences(
  timing: { calendar: ScheduleCalendar; timeZone: string },
  after: number,
  count: number,
): Occurrence[] {
  const found: Occurrence[] = [];
  for (const one of occurrencesAfter(timing, after)) if (found.push(one) >= count) break;
  return found;
}

/** Whether a moment is one of the times of a calendar. @param at milliseconds since 1970 */
export function isOccurrence(timing: { calendar: ScheduleCalendar; timeZone: string }, at: number): boolean {
  return nextOccurrences(timing, at - 1, 1)[0]?.at === at;
}

function fallsOn(calendar: Exclude<ScheduleCalendar, { every: 'once' }>, noon: number): boolean {
  const day = new Date(noon).getUTCDate();
  if (calendar.every === 'month') return calendar.days.includes(day);
  if (!calendar.days.includes(weekdayOn(noon))) return false;
  return calendar.weeks === undefined || calendar.weeks.includes(Math.ceil(day / 7));
}
