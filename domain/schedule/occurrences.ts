import type { ScheduleCalendar } from '../../contract/schedule.ts';
import { momentOf, utcOf, type WallMoment, type WallTime, wallTimeAt } from './wallClock.ts';

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
  const [hour = 0, minute = 0] = calendar.at.split(':').map(Number);
  if (calendar.every === 'once') {
    const [year = 0, month = 0, day = 0] = calendar.on.split('-').map(Number);
    const wall = { year, month, day, hour, minute };
    const moment = momentOf(timeZone, wall);
    if (moment.at > after) yield { ...moment, wall };
    return;
  }
  const today = wallTimeAt(timeZone, after);
  let last = after;
  let sought = horizonDays;
  // From yesterday on: a time that the clock leaves out may be moved over midnight.
  for (let noon = utcOf({ ...today, hour: 12, minute: 0 }) - dayMs; sought > 0; noon += dayMs, sought -= 1) {
    const date = new Date(noon);
    if (!fallsOn(calendar, date)) continue;
    const wall = {
      ...{ year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() },
      ...{ hour, minute },
    };
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

function fallsOn(calendar: Exclude<ScheduleCalendar, { every: 'once' }>, date: Date): boolean {
  const day = date.getUTCDate();
  if (calendar.every === 'month') return calendar.days.includes(day);
  if (!calendar.days.includes(date.getUTCDay() || 7)) return false;
  return calendar.weeks === undefined || calendar.weeks.includes(Math.ceil(day / 7));
}
