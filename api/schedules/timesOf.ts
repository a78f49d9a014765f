import type { NextTime, ScheduleTiming } from '../../contract/schedule.ts';
import { nextOccurrences, occurrencesAfter } from '../../domain/schedule/occurrences.ts';
import { cutoverOfRun } from '../../domain/schedule/windowAfter.ts';
import type { StoredSchedule } from '../../prisma/queries/schedules.ts';

const shownTimes = 5;
/** A run that is due begins within seconds where all is up. */
const graceMs = 60_000;
/** Misses that are older are no news. */
const missedDays = 35;

/** The next few times with what they mean. @param now milliseconds since 1970 */
export function nextTimes({ calendar, timeZone, cutover }: ScheduleTiming, now: number): NextTime[] {
  return nextOccurrences({ calendar, timeZone }, now, shownTimes).map(({ at, clock }) => {
    const policy = cutoverOfRun(cutover, timeZone, at);
    const { at: from, until } = policy === null || policy.mode === 'manual' ? {} : policy;
    const window = from === undefined || until === undefined ? null : { at: from, until };
    return { at: new Date(at).toISOString(), clock, cutover: window };
  });
}

/** Since when misses are looked for; milliseconds since 1970. */
export function missedSince({ activeSince }: StoredSchedule, now: number): number {
  return Math.max(activeSince.getTime(), now - missedDays * 86_400_000);
}

/** Times that have passed, with their time to catch up, without a run; newest first. @param runs times that had one */
export function missedTimes(schedule: StoredSchedule, runs: ReadonlySet<number>, now: number): string[] {
  if (schedule.paused) return [];
  const latest = now - patienceMs(schedule) - graceMs;
  const missed: number[] = [];
  for (const { at } of occurrencesAfter(schedule, missedSince(schedule, now))) {
    if (at > latest) break;
    if (!runs.has(at)) missed.push(at);
  }
  return missed
    .slice(-shownTimes)
    .reverse()
    .map((at) => new Date(at).toISOString());
}

/** How long after its time a run may begin. */
export function patienceMs({ catchUpMinutes, jitterSeconds }: StoredSchedule): number {
  return catchUpMinutes * 60_000 + jitterSeconds * 1000;
}
