import type { BulkPlan, BulkPlanSummary } from '../../contract/bulkPlan.ts';
import type { Queries } from '../database.ts';
import type { Prisma } from '../generated/client.ts';
import { inProjects, type Projects } from './inProjects.ts';

export type PlanColumns = Pick<BulkPlan, 'id' | 'name' | 'presetId' | 'settings' | 'vms'>;

const ends = { preset: { select: { sourceConnectionId: true, targetConnectionId: true } } } as const;
const whole = { ...ends, vms: { orderBy: { position: 'asc' } } } as const;
type WholePlan = Prisma.BulkPlanGetPayload<{ include: typeof whole }>;

/** By name. */
export async function listPlans(
  queries: Queries,
  query: { projects: Projects; presetId?: string; search?: string; after?: { name: string }; limit: number },
): Promise<Omit<BulkPlanSummary, 'migrations'>[]> {
  const { projects, presetId, search, after, limit } = query;
  const rows = await queries.bulkPlan.findMany({
    where: {
      presetId,
      preset: { source: inProjects(projects) },
      AND: [
        search === undefined ? {} : { name: { contains: search, mode: 'insensitive' } },
        after === undefined ? {} : { name: { gt: after.name } },
      ],
    },
    orderBy: { name: 'asc' },
    take: limit,
    include: { ...ends, _count: { select: { vms: true } } },
  });
  return rows.map(({ _count, preset, createdAt, updatedAt, settings: _, ...row }) => ({
    ...{ ...row, ...preset, vmCount: _count.vms },
    ...{ createdAt: createdAt.toISOString(), updatedAt: updatedAt.toISOString() },
  }));
}

export async function findPlan(queries: Queries, id: string): Promise<BulkPlan | null> {
  const row = await queries.bulkPlan.findUnique({ where: { id }, include: whole });
  return row && planOf(row);
}

export function findPlanByName(queries: Queries, name: string): Promise<{ id: string } | null> {
  return queries.bulkPlan.findUnique({ where: { name }, select: { id: true } });
}

export function findPlanOfPreset(queries: Queries, presetId: string): Promise<{ name: string } | null> {
  return queries.bulkPlan.findFirst({ where: { presetId }, select: { name: true } });
}

/** Waits for others that change it, and keeps them waiting until the transaction ends. */
export async function lockPlan(queries: Queries, id: string): Promise<void> {
  await queries.$queryRaw`select id from bulk_plan where id = ${id} for update`;
}

/** False where the name is taken. */
export async function createPlan(queries: Queries, plan: PlanColumns, by: string): Promise<boolean> {
  const data = { ...columnsOf(plan), id: plan.id, updatedBy: by };
  const made = await queries.bulkPlan.createMany({ data: [data], skipDuplicates: true });
  if (made.count === 0) return false;
  await queries.bulkPlanVm.createMany({ data: vmRowsOf(plan) });
  return true;
}

export async function updatePlan(queries: Queries, plan: PlanColumns, by: string): Promise<void> {
  const data = { ...columnsOf(plan), updatedBy: by, updatedAt: new Date(), revision: { increment: 1 } };
  await queries.bulkPlan.update({ where: { id: plan.id }, data });
  await queries.bulkPlanVm.deleteMany({ where: { planId: plan.id } });
  await queries.bulkPlanVm.createMany({ data: vmRowsOf(plan) });
}

export async function deletePlan(queries: Queries, id: string): Promise<void> {
  await queries.bulkPlan.deleteMany({ where: { id } });
}

function columnsOf({ name, presetId, settings }: PlanColumns) {
  return { name, presetId, settings: settings as unknown as Prisma.InputJsonObject };
}

function vmRowsOf({ id, vms }: PlanColumns) {
  return vms.map(({ ref, overrides }, position) => ({
    ...{ planId: id, ref, position },
    overrides: overrides as unknown as Prisma.InputJsonObject,
  }));
}

function planOf({ preset, vms, settings, createdAt, updatedAt, ...row }: WholePlan): BulkPlan {
  return {
    ...row,
    ...preset,
    // Written by `columnsOf` and `vmRowsOf` alone.
    settings: settings as unknown as BulkPlan['settings'],
    vms: vms.map(({ ref, overrides }) => ({ ref, overrides: overrides as BulkPlan['vms'][number]['overrides'] })),
    createdAt: createdAt.toISOString(),
    updatedAt: updatedAt.toISOString(),
  };
}
