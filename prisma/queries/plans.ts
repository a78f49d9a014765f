import type { BulkPlan, BulkPlanSummary } from '../../contract/bulkPlan.ts';
import type { Queries } from '../database.ts';
import type { Prisma } from '../generated/client.ts';
import { containing } from './anyCase.ts';
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
        search === undefined ? {} : { name: containing(search) },
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

/** Some of its VMs in its order, with the source that they are on. Null: there is no such plan. */
export async function findPlanPart(
  queries: Queries,
  id: string,
  { from, limit }: { from: number; limit: number },
): Promise<Pick<BulkPlan, 'sourceConnectionId' | 'vms'> | null> {
  const part = { orderBy: { position: 'asc' }, skip: from, take: limit } as const;
  const row = await queries.bulkPlan.findUnique({ where: { id }, include: { ...ends, vms: part } });
  return row && { sourceConnectionId: row.preset.sourceConnectionId, vms: row.vms.map(vmOf) };
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
  await insertVms(queries, plan);
  return true;
}

export async function updatePlan(queries: Queries, plan: PlanColumns, by: string): Promise<void> {
  const data = { ...columnsOf(plan), updatedBy: by, updatedAt: new Date(), revision: { increment: 1 } };
  await queries.bulkPlan.update({ where: { id: plan.id }, data });
  await queries.bulkPlanVm.deleteMany({ where: { planId: plan.id } });
  await insertVms(queries, plan);
}

export async function deletePlan(queries: Queries, id: string): Promise<void> {
  await queries.bulkPlan.deleteMany({ where: { id } });
}

function columnsOf({ name, presetId, settings }: PlanColumns) {
  return { name, presetId, settings: settings as unknown as Prisma.InputJsonObject };
}

/** In one statement: thousands of rows have more values than one statement can name. */
async function insertVms(queries: Queries, { id, vms }: PlanColumns): Promise<void> {
  const refs = vms.map(({ ref }) => ref);
  const overrides = vms.map((vm) => JSON.stringify(vm.overrides));
  await queries.$executeRaw`
    insert into bulk_plan_vm (plan_id, ref, position, overrides)
    select ${id}, ref, place - 1, overrides::jsonb
    from unnest(${refs}::text[], ${overrides}::text[]) with ordinality as vm (ref, overrides, place)`;
}

/** Written by `insertVms` alone. */
function vmOf({ ref, overrides }: { ref: string; overrides: unknown }): BulkPlan['vms'][number] {
  return { ref, overrides: overrides as BulkPlan['vms'][number]['overrides'] };
}

function planOf({ preset, vms, settings, createdAt, updatedAt, ...row }: WholePlan): BulkPlan {
  return {
    ...row,
    ...preset,
    // Written by `columnsOf` alone.
    settings: settings as unknown as BulkPlan['settings'],
    vms: vms.map(vmOf),
    createdAt: createdAt.toISOString(),
    updatedAt: updatedAt.toISOString(),
  };
}
