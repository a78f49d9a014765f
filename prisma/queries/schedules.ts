import type { Schedule, ScheduleInput } from '../../contract/schedule.ts';
import { channels } from '../channels.ts';
import type { Queries } from '../database.ts';
import { Prisma } from '../generated/client.ts';
import { containing } from './anyCase.ts';
import { inProjects, type Projects } from './inProjects.ts';

/** A schedule as it was written, without what follows from the time of day. */
export type StoredSchedule = Omit<Schedule, 'next' | 'lastRun' | 'missed'> & { activeSince: Date };
export type ScheduleColumns = ScheduleInput & { id: string };

const withPlan = {
  plan: { select: { name: true, preset: { select: { sourceConnectionId: true } } } },
} as const;
type Row = Prisma.PlanScheduleGetPayload<{ include: typeof withPlan }>;

/** By name. */
export async function listSchedules(
  queries: Queries,
  query: { projects: Projects; planId?: string; search?: string; after?: { name: string }; limit: number },
): Promise<StoredSchedule[]> {
  const { projects, planId, search, after, limit } = query;
  const rows = await queries.planSchedule.findMany({
    where: {
      planId,
      plan: { preset: { source: inProjects(projects) } },
      AND: [
        search === undefined ? {} : { name: containing(search) },
        after === undefined ? {} : { name: { gt: after.name } },
      ],
    },
    orderBy: { name: 'asc' },
    take: limit,
    include: withPlan,
  });
  return rows.map(scheduleOf);
}

export async function findSchedule(queries: Queries, id: string): Promise<StoredSchedule | null> {
  const row = await queries.planSchedule.findUnique({ where: { id }, include: withPlan });
  return row && scheduleOf(row);
}

export function findScheduleByName(queries: Queries, name: string): Promise<{ id: string } | null> {
  return queries.planSchedule.findUnique({ where: { name }, select: { id: true } });
}

export function findScheduleOfPlan(queries: Queries, planId: string): Promise<{ name: string } | null> {
  return queries.planSchedule.findFirst({ where: { planId }, select: { name: true } });
}

/** Waits for others that change it, and keeps them waiting until the transaction ends. */
export async function lockSchedule(queries: Queries, id: string): Promise<void> {
  await queries.$queryRaw`select id from plan_schedule where id = ${id} for update`;
}

/** False where the name is taken. */
export async function createSchedule(queries: Queries, schedule: ScheduleColumns, by: string): Promise<boolean> {
  const { id, planId } = schedule;
  const data = { ...columnsOf(schedule), id, planId, updatedBy: by };
  const made = await queries.planSchedule.createMany({ data: [data], skipDuplicates: true });
  return made.count > 0;
}

/** @param renewed its times count from now on; what passed before is nobody's miss */
export async function updateSchedule(
  queries: Queries,
  schedule: Omit<ScheduleColumns, 'planId'>,
  { by, renewed }: { by: string; renewed: boolean },
): Promise<void> {
  const now = new Date();
  const data = { ...columnsOf(schedule), updatedBy: by, updatedAt: now, revision: { increment: 1 } };
  await queries.planSchedule.update({
    where: { id: schedule.id },
    data: { ...data, ...(renewed ? { activeSince: now } : {}) },
  });
}

export async function pauseSchedule(
  queries: Queries,
  id: string,
  { paused, note, by }: { paused: boolean; note: string | null; by: string },
): Promise<void> {
  const now = new Date();
  const data = { paused, note, updatedBy: by, updatedAt: now, revision: { increment: 1 }, activeSince: now };
  await queries.planSchedule.update({ where: { id }, data });
}

export async function deleteSchedule(queries: Queries, id: string): Promise<void> {
  await queries.planSchedule.deleteMany({ where: { id } });
}

/** Tells those who look at it that it, or a run of it, has changed. */
export async function notifySchedule(queries: Queries, id: string): Promise<void> {
  await queries.$executeRaw`select pg_notify(${channels.schedule}, ${id})`;
}

function columnsOf(schedule: Omit<ScheduleColumns, 'planId'>) {
  const { name, vms, timeZone, calendar, cutover, overlap, catchUpMinutes, jitterSeconds } = schedule;
  return {
    ...{ name, timeZone, overlap, catchUpMinutes, jitterSeconds, calendar, cutover },
    vms: vms ?? Prisma.DbNull,
  };
}

function scheduleOf({ plan, vms, calendar, cutover, overlap, createdAt, updatedAt, ...row }: Row): StoredSchedule {
  return {
    ...row,
    planName: plan.name,
    sourceConnectionId: plan.preset.sourceConnectionId,
    // Written by `columnsOf` alone.
    vms: vms as string[] | null,
    calendar: calendar as Schedule['calendar'],
    cutover: cutover as unknown as Schedule['cutover'],
    overlap: overlap as Schedule['overlap'],
    createdAt: createdAt.toISOString(),
    updatedAt: updatedAt.toISOString(),
  };
}
