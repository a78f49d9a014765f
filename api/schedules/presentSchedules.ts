import type { Schedule } from '../../contract/schedule.ts';
import type { Queries } from '../../prisma/database.ts';
import { lastRuns, runTimes } from '../../prisma/queries/scheduleRuns.ts';
import type { StoredSchedule } from '../../prisma/queries/schedules.ts';
import { ApiError } from '../http/apiError.ts';
import { missedSince, missedTimes, nextTimes } from './timesOf.ts';

export async function presentSchedule(queries: Queries, schedule: StoredSchedule): Promise<Schedule> {
  const [shown] = await presentSchedules(queries, [schedule]);
  if (shown === undefined) throw new ApiError('internal', 'A schedule was not shown.');
  return shown;
}

/** With what follows from the time of day and from the runs so far. */
export async function presentSchedules(queries: Queries, schedules: StoredSchedule[]): Promise<Schedule[]> {
  const now = Date.now();
  const ids = schedules.map(({ id }) => id);
  const since = new Date(Math.min(now, ...schedules.map((schedule) => missedSince(schedule, now))));
  const times = await runTimes(queries, ids, since);
  const last = await lastRuns(queries, ids);
  return schedules.map((schedule) => {
    const { activeSince: _, ...shown } = schedule;
    return {
      ...shown,
      next: schedule.paused ? [] : nextTimes(schedule, now),
      lastRun: last.get(schedule.id) ?? null,
      missed: missedTimes(schedule, times.get(schedule.id) ?? new Set(), now),
    };
  });
}
