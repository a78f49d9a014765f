import type { CutoverPolicy } from '../../contract/plan.ts';
import type { CutoverWindow, ScheduledCutover } from '../../contract/schedule.ts';
import { momentOf, utcOf, wallTimeAt, wallTimeOn, weekdayOn } from './wallClock.ts';

const dayMs = 86_400_000;

/**
 * The first window that is not over at a moment; of one that has begun, what is left.
 * @param at milliseconds since 1970, as are the answers
 */
export function windowAfter(window: CutoverWindow, timeZone: string, at: number): { from: number; until: number } {
  const today = utcOf({ ...wallTimeAt(timeZone, at), hour: 12, minute: 0 });
  // The one of yesterday may go on until today.
  for (let noon = today - dayMs; ; noon += dayMs) {
    if (!window.days.includes(weekdayOn(noon))) continue;
    const from = momentOf(timeZone, wallTimeOn(noon, window.from)).at;
    const until = momentOf(timeZone, wallTimeOn(window.to > window.from ? noon : noon + dayMs, window.to)).at;
    // Where the clock leaves out the whole of it, there is none that night.
    if (until > at && until > from) return { from: Math.max(from, at), until };
  }
}

/** Cutover policy of what a schedule starts at a moment; null: the plan's own. */
export function cutoverOfRun(cutover: ScheduledCutover, timeZone: string, at: number): CutoverPolicy | null {
  if (cutover.mode === 'plan') return null;
  if (cutover.mode === 'hold') return { mode: 'manual' };
  const { from, until } = windowAfter(cutover.window, timeZone, at);
  const window = { at: new Date(from).toISOString(), until: new Date(until).toISOString() };
  const { downtimeBudgetSeconds } = cutover;
  return downtimeBudgetSeconds === undefined
    ? { mode: 'at', ...window }
    : { mode: 'auto', downtimeBudgetSeconds, ...window };
}
