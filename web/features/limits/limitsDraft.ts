import type { LimitCalendar, Limits } from '../../../contract/limits.ts';
import { clockSchema } from '../../../contract/timeZone.ts';

const mebibyte = 1024 * 1024;

/** One window of a week as its form holds it; the rate in MiB/s, 0 for a blackout. */
export interface WindowDraft {
  days: number[];
  from: string;
  to: string;
  rate: string;
}

/** A calendar as its form holds it; no rate: no limit. */
export type CalendarDraft = { rate: string; timeZone: string; windows: WindowDraft[] };

/** Limits as their form holds them; an empty cap: none. */
export type LimitsDraft = {
  overall: CalendarDraft;
  connections: Record<string, CalendarDraft>;
  reads: { perMover: string; perHost: string; perDatastore: string };
};

export type WrongLimit = 'rate' | 'windowRate' | 'days' | 'time' | 'cap';

export function draftOf({ overall, connections, reads }: Limits): LimitsDraft {
  const own = Object.entries(connections).map(([id, calendar]) => [id, calendarDraft(calendar)] as const);
  return {
    overall: calendarDraft(overall),
    connections: Object.fromEntries(own),
    reads: { perMover: cap(reads.perMover), perHost: cap(reads.perHost), perDatastore: cap(reads.perDatastore) },
  };
}

export function emptyCalendar(timeZone: string): CalendarDraft {
  return { rate: '', timeZone, windows: [] };
}

/** Office hours; how much may be read in them is left to be filled in. */
export function newWindow(): WindowDraft {
  return { days: [1, 2, 3, 4, 5], from: '08:00', to: '18:00', rate: '' };
}

/** Only of a draft without anything wrong. */
export function limitsOf({ overall, connections, reads }: LimitsDraft): Limits {
  const own = Object.entries(connections).map(([id, calendar]) => [id, calendarOf(calendar)] as const);
  const { perMover, perHost, perDatastore } = reads;
  return {
    overall: calendarOf(overall),
    connections: Object.fromEntries(own),
    reads: { perMover: capOf(perMover), perHost: capOf(perHost), perDatastore: capOf(perDatastore) },
  };
}

/** What is wrong, by field: `overall.rate`, `connections.ID.windows.0.days`, `reads.perHost`. */
export function wrongLimits({ overall, connections, reads }: LimitsDraft): Map<string, WrongLimit> {
  const wrong = new Map<string, WrongLimit>(wrongIn('overall.', overall));
  for (const [id, calendar] of Object.entries(connections)) {
    for (const [field, why] of wrongIn(`connections.${id}.`, calendar)) wrong.set(field, why);
  }
  for (const [name, text] of Object.entries(reads)) {
    if (text.trim() !== '' && !/^(1000|[1-9]\d{0,2})$/.test(text.trim())) wrong.set(`reads.${name}`, 'cap');
  }
  return wrong;
}

/** What is wrong in one calendar, by field: `rate`, `windows.0.days`. */
export function wrongCalendar(draft: CalendarDraft): Map<string, WrongLimit> {
  return new Map(wrongIn('', draft));
}

function* wrongIn(prefix: string, { rate, windows }: CalendarDraft): Generator<[string, WrongLimit]> {
  if (rate.trim() !== '' && !(bytesOf(rate) >= 1)) yield [`${prefix}rate`, 'rate'];
  for (const [index, window] of windows.entries()) {
    const here = `${prefix}windows.${index}`;
    if (window.days.length === 0) yield [`${here}.days`, 'days'];
    if (!isClock(window.from)) yield [`${here}.from`, 'time'];
    if (!isClock(window.to)) yield [`${here}.to`, 'time'];
    if (window.rate.trim() === '' || !(bytesOf(window.rate) >= 0)) yield [`${here}.rate`, 'windowRate'];
  }
}

export function calendarDraft({ bytesPerSecond, timeZone, windows }: LimitCalendar): CalendarDraft {
  return {
    ...{ rate: bytesPerSecond === null ? '' : rateText(bytesPerSecond), timeZone },
    windows: windows.map(({ days, from, to, bytesPerSecond: rate }) => ({ days, from, to, rate: rateText(rate) })),
  };
}

/** Only of a draft without anything wrong. */
export function calendarOf({ rate, timeZone, windows }: CalendarDraft): LimitCalendar {
  return {
    ...{ bytesPerSecond: rate.trim() === '' ? null : bytesOf(rate), timeZone },
    windows: windows.map((window) => ({
      ...{ days: window.days.toSorted(), from: window.from, to: window.to, bytesPerSecond: bytesOf(window.rate) },
    })),
  };
}

/** Exact, since 2^-20 has twenty decimal places: what is not edited is sent as it was. */
function rateText(bytesPerSecond: number): string {
  return (bytesPerSecond / mebibyte).toFixed(20).replace(/\.?0+$/, '');
}

/** NaN where the text is no number of MiB/s. */
function bytesOf(text: string): number {
  const bytes = /^\d+([.,]\d+)?$/.test(text.trim())
    ? Math.round(Number(text.trim().replace(',', '.')) * mebibyte)
    : NaN;
  return Number.isSafeInteger(bytes) ? bytes : NaN;
}

const isClock = (text: string) => clockSchema.safeParse(text).success;
const cap = (value: number | null) => (value === null ? '' : String(value));
const capOf = (text: string) => (text.trim() === '' ? null : Number(text.trim()));
