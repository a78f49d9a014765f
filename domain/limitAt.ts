import type { LimitCalendar, LimitWindow } from '../contract/limits.ts';

/** Rate that a calendar allows at a moment, bytes per second. Null: no limit; 0: nothing may be read. */
export function limitAt(calendar: LimitCalendar, now: Date): number | null {
  if (calendar.windows.length === 0) return calendar.bytesPerSecond;
  const { day, minute } = localTime(calendar.timeZone, now);
  const rates = calendar.windows.filter((window) => covers(window, day, minute)).map((window) => window.bytesPerSecond);
  return rates.length === 0 ? calendar.bytesPerSecond : Math.min(...rates);
}

/** A window that ends not after its beginning goes on into the next day. */
function covers(window: LimitWindow, day: number, minute: number): boolean {
  const from = minutesOf(window.from);
  const to = minutesOf(window.to);
  const today = window.days.includes(day);
  if (from < to) return today && minute >= from && minute < to;
  const yesterday = window.days.includes(day === 1 ? 7 : day - 1);
  return (today && minute >= from) || (yesterday && minute < to);
}

function minutesOf(clock: string): number {
  const [hours, minutes] = clock.split(':');
  return Number(hours) * 60 + Number(minutes);
}

const weekdays = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];

function localTime(timeZone: string, now: Date): { day: number; minute: number } {
  const options = { timeZone, weekday: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;
  const parts = new Intl.DateTimeFormat('en-US', options).formatToParts(now);
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.find((one) => one.type === type)?.value ?? '';
  return { day: weekdays.indexOf(part('weekday')) + 1, minute: Number(part('hour')) * 60 + Number(part('minute')) };
}
