/** A time that a clock on the wall shows, in no zone yet. */
export interface WallTime {
  year: number;
  /** 1 to 12. */
  month: number;
  day: number;
  hour: number;
  minute: number;
}

/** The moment of a wall time in a zone. `moved`: the clock leaves it out. `first-of-two`: the clock shows it twice. */
export interface WallMoment {
  /** Milliseconds since 1970. */
  at: number;
  clock: 'as-written' | 'moved' | 'first-of-two';
  /** The clock is changed within a day before or after. */
  nearChange: boolean;
}

const dayMs = 86_400_000;
const formats = new Map<string, Intl.DateTimeFormat>();

/** What the clock of a zone shows, to the minute. @param at milliseconds since 1970 */
export function wallTimeAt(timeZone: string, at: number): WallTime {
  const parts = formatOf(timeZone).formatToParts(at);
  const part = (type: Intl.DateTimeFormatPartTypes) => Number(parts.find((one) => one.type === type)?.value);
  return { year: part('year'), month: part('month'), day: part('day'), hour: part('hour'), minute: part('minute') };
}

/**
 * When the clock of a zone shows a time. One that the clock leaves out is taken by the offset before the change, and so
 * comes as much later as the clock is put forward (as in RFC 5545, 3.3.5); of one that it shows twice the first counts.
 */
export function momentOf(timeZone: string, wall: WallTime): WallMoment {
  const asUtc = utcOf(wall);
  const [before, after] = [offsetAt(timeZone, asUtc - dayMs), offsetAt(timeZone, asUtc + dayMs)];
  const found = [...new Set([asUtc - before, asUtc - after])]
    .filter((at) => at + offsetAt(timeZone, at) === asUtc)
    .sort((a, b) => a - b);
  const [first, second] = found;
  const nearChange = before !== after;
  if (first === undefined) return { at: asUtc - before, clock: 'moved', nearChange };
  return { at: first, clock: second === undefined ? 'as-written' : 'first-of-two', nearChange };
}

/** A time of the day on a date. @param noon of the date, as if in Greenwich; milliseconds since 1970 @param clock `20:30` */
export function wallTimeOn(noon: number, clock: string): WallTime {
  const date = new Date(noon);
  const [hour = 0, minute = 0] = clock.split(':').map(Number);
  return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate(), hour, minute };
}

/** 1 is Monday, 7 is Sunday. @param noon as above */
export function weekdayOn(noon: number): number {
  return new Date(noon).getUTCDay() || 7;
}

/** As if the wall were in Greenwich; milliseconds since 1970. */
export function utcOf({ year, month, day, hour, minute }: WallTime): number {
  return Date.UTC(year, month - 1, day, hour, minute);
}

/** How far the zone is ahead of UTC, in milliseconds. */
function offsetAt(timeZone: string, at: number): number {
  return utcOf(wallTimeAt(timeZone, at)) - Math.floor(at / 60_000) * 60_000;
}

function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known !== undefined) return known;
  const numeric = { year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric' } as const;
  const made = new Intl.DateTimeFormat('en-US', { timeZone, calendar: 'gregory', hourCycle: 'h23', ...numeric });
  formats.set(timeZone, made);
  return made;
}
