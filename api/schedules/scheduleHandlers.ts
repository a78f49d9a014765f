import { z } from 'zod';
import type { scheduleRoutes } from '../../contract/routes/schedules.ts';
import type { Schedule } from '../../contract/schedule.ts';
import { findRun, listRuns } from '../../prisma/queries/scheduleRuns.ts';
import { listSchedules } from '../../prisma/queries/schedules.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { ApiError } from '../http/apiError.ts';
import { decodeCursor, encodeCursor } from '../http/cursor.ts';
import type { HandlersOf } from '../http/handlers.ts';
import type { Versions } from '../http/versions.ts';
import { addSchedule, changeSchedule, pauseOrResume, removeSchedule, requireSchedule, runNow } from './editSchedule.ts';
import { presentSchedules } from './presentSchedules.ts';
import { nextTimes } from './timesOf.ts';

const namePosition = z.object({ name: z.string() });
const runPosition = z.object({ scheduledAt: z.iso.datetime(), id: z.string() });

export function scheduleHandlers(dependencies: ApiDependencies): HandlersOf<typeof scheduleRoutes> {
  const { prisma } = dependencies.database;
  const one = async (id: string) => {
    const [schedule] = await presentSchedules(prisma, [await requireSchedule(prisma, id)]);
    return schedule as Schedule;
  };
  return {
    async listSchedules({ query: { cursor, limit, ...filter } }) {
      const after = decodeCursor(cursor, namePosition);
      const rows = await listSchedules(prisma, { ...filter, after, limit: limit + 1 });
      const items = await presentSchedules(prisma, rows.slice(0, limit));
      const last = items.at(-1);
      return { items, nextCursor: rows.length > limit && last ? encodeCursor({ name: last.name }) : null };
    },
    previewSchedule: async ({ body }) => ({ next: nextTimes(body, Date.now()) }),
    createSchedule: ({ body, ...author }) => shown(author.versions, addSchedule(dependencies, body, author)),
    getSchedule: ({ params, versions }) => shown(versions, one(params.id)),
    updateSchedule: ({ params, body, ...author }) =>
      shown(author.versions, changeSchedule(dependencies, params.id, { change: body, author })),
    deleteSchedule: ({ params, ...author }) => removeSchedule(dependencies, params.id, author),
    pauseSchedule: ({ params, body, ...author }) =>
      shown(
        author.versions,
        pauseOrResume(dependencies, params.id, { paused: true, note: body?.note || null, author }),
      ),
    resumeSchedule: ({ params, body, ...author }) =>
      shown(
        author.versions,
        pauseOrResume(dependencies, params.id, { paused: false, note: body?.note || null, author }),
      ),
    runSchedule: ({ params, actor, correlationId }) => runNow(dependencies, params.id, { actor, correlationId }),
    async listScheduleRuns({ params, query: { cursor, limit } }) {
      await requireSchedule(prisma, params.id);
      const after = decodeCursor(cursor, runPosition);
      const rows = await listRuns(prisma, { scheduleId: params.id, after, limit: limit + 1 });
      const items = rows.slice(0, limit);
      const last = items.at(-1);
      const next = rows.length > limit && last ? encodeCursor({ scheduledAt: last.scheduledAt, id: last.id }) : null;
      return { items, nextCursor: next };
    },
    async getScheduleRun({ params }) {
      const run = await findRun(prisma, params.run);
      if (run?.scheduleId === params.id) return run;
      throw new ApiError('request.not-found', `Schedule ${params.id} has no run ${params.run}.`);
    },
  };
}

async function shown(versions: Versions, asked: Promise<Schedule>): Promise<Schedule> {
  const schedule = await asked;
  versions.show(schedule.revision);
  return schedule;
}
