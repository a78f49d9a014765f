import type { VmStart } from '../../contract/bulkPlan.ts';
import type { ScheduleRun, ScheduleRunDetail } from '../../contract/schedule.ts';
import type { Queries } from '../database.ts';
import { Prisma, type ScheduleRun as Row } from '../generated/client.ts';

export interface NewRun extends Pick<ScheduleRun, 'id' | 'startedBy' | 'byHand' | 'outcome' | 'cutover'> {
  scheduleId: string;
  scheduledAt: Date;
  vms: VmStart[];
}

/** Once: a run that is there already stays as it is. */
export async function createRun(queries: Queries, { cutover, vms, ...run }: NewRun): Promise<void> {
  const data = {
    ...run,
    cutover: cutover ?? Prisma.DbNull,
    vms: vms as unknown as Prisma.InputJsonArray,
    endedAt: run.outcome === 'running' ? null : new Date(),
  };
  await queries.scheduleRun.createMany({ data: [data], skipDuplicates: true });
}

export async function findRun(
  queries: Queries,
  id: string,
): Promise<(ScheduleRunDetail & { scheduleId: string }) | null> {
  const row = await queries.scheduleRun.findUnique({ where: { id } });
  return row && { ...runOf(row), vms: vmsOf(row), scheduleId: row.scheduleId };
}

export async function recordRunVms(queries: Queries, id: string, vms: VmStart[]): Promise<void> {
  await queries.scheduleRun.update({ where: { id }, data: { vms: vms as unknown as Prisma.InputJsonArray } });
}

/** False where it has ended already. */
export async function endRun(queries: Queries, id: string): Promise<boolean> {
  const data = { outcome: 'done', endedAt: new Date() };
  const ended = await queries.scheduleRun.updateMany({ where: { id, outcome: 'running' }, data });
  return ended.count > 0;
}

/** Newest first. */
export async function listRuns(
  queries: Queries,
  { scheduleId, after, limit }: { scheduleId: string; after?: { scheduledAt: string; id: string }; limit: number },
): Promise<ScheduleRun[]> {
  const at = after && new Date(after.scheduledAt);
  const rows = await queries.scheduleRun.findMany({
    where: {
      scheduleId,
      ...(after && at ? { OR: [{ scheduledAt: { lt: at } }, { scheduledAt: at, id: { lt: after.id } }] } : {}),
    },
    orderBy: [{ scheduledAt: 'desc' }, { id: 'desc' }],
    take: limit,
  });
  return rows.map(runOf);
}

/** The newest of each schedule that has any. */
export async function lastRuns(queries: Queries, scheduleIds: string[]): Promise<Map<string, ScheduleRun>> {
  const newest = await queries.$queryRaw<{ id: string }[]>`
    select distinct on (schedule_id) id from schedule_run where schedule_id = any(${scheduleIds})
    order by schedule_id, scheduled_at desc, id desc`;
  const rows = await queries.scheduleRun.findMany({ where: { id: { in: newest.map(({ id }) => id) } } });
  return new Map(rows.map((row) => [row.scheduleId, runOf(row)]));
}

/** When runs that began by themselves were due, by schedule; milliseconds since 1970. */
export async function runTimes(
  queries: Queries,
  scheduleIds: string[],
  since: Date,
): Promise<Map<string, Set<number>>> {
  const rows = await queries.scheduleRun.findMany({
    where: { scheduleId: { in: scheduleIds }, byHand: false, scheduledAt: { gte: since } },
    select: { scheduleId: true, scheduledAt: true },
  });
  const times = Map.groupBy(rows, ({ scheduleId }) => scheduleId);
  return new Map([...times].map(([id, own]) => [id, new Set(own.map(({ scheduledAt }) => scheduledAt.getTime()))]));
}

function runOf(row: Row): ScheduleRun {
  const counts: ScheduleRun['counts'] = {};
  for (const { outcome } of vmsOf(row)) counts[outcome] = (counts[outcome] ?? 0) + 1;
  const { id, startedBy, byHand } = row;
  return {
    ...{ id, startedBy, byHand, counts },
    outcome: row.outcome as ScheduleRun['outcome'],
    cutover: row.cutover as unknown as ScheduleRun['cutover'],
    scheduledAt: row.scheduledAt.toISOString(),
    beganAt: row.beganAt.toISOString(),
    endedAt: row.endedAt?.toISOString() ?? null,
  };
}

function vmsOf({ vms }: Row): VmStart[] {
  // Written by `createRun` and `recordRunVms` alone.
  return vms as unknown as VmStart[];
}
