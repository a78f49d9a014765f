import { z } from 'zod';
import type { scheduleRoutes } from '../../contract/routes/schedules.ts';
import { findRun, listRuns } from '../../prisma/queries/scheduleRuns.ts';
import { listSchedules } from '../../prisma/queries/schedules.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { ApiError } from '../http/apiError.ts';
import { decodeCursor, pageOf } from '../http/cursor.ts';
import type { HandlersOf } from '../http/handlers.ts';
import { shown } from '../http/versions.ts';
import { addSchedule, changeSchedule, pauseOrResume, removeSchedule, requireSchedule, runNow } from './editSchedule.ts';
import { presentSchedule, presentSchedules } from './presentSchedules.ts';
import { nextTimes } from './timesOf.ts';

const namePosition = z.object({ name: z.string() });
const runPosition = z.object({ scheduledAt: z.iso.datetime(), id: z.string() });

export function scheduleHandlers(dependencies: ApiDependencies): HandlersOf<typeof scheduleRoutes> {
  const { prisma } = dependencies.database;
  const one = async (id: string) => presentSchedule(prisma, await requireSchedule(prisma, id));
  return {
    async listSchedules({ query: { cursor, limit, projectId: _, ...rest }, projects }) {
      const filter = { ...rest, projects };
      const after = decodeCursor(cursor, namePosition);
      const rows = await listSchedules(prisma, { ...filter, after, limit: limit + 1 });
      const { items, nextCursor } = pageOf(rows, limit, ({ name }) => ({ name }));
      return { items: await presentSchedules(prisma, items), nextCursor };
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
      return pageOf(rows, limit, ({ scheduledAt, id }) => ({ scheduledAt, id }));
    },
    async getScheduleRun({ params }) {
      const run = await findRun(prisma, params.run);
      if (run?.scheduleId === params.id) return run;
      throw new ApiError('request.not-found', `Schedule ${params.id} has no run ${params.run}.`);
    },
  };
}
