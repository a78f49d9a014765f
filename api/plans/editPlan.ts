import { randomUUID } from 'node:crypto';
import type { BulkPlan, BulkPlanChange, BulkPlanInput } from '../../contract/bulkPlan.ts';
import type { Database, Queries } from '../../prisma/database.ts';
import { findOpenMigrationOfPlan } from '../../prisma/queries/planMigrations.ts';
import { createPlan, deletePlan, findPlan, findPlanByName, lockPlan, updatePlan } from '../../prisma/queries/plans.ts';
import { lockPreset } from '../../prisma/queries/presets.ts';
import { findScheduleOfPlan } from '../../prisma/queries/schedules.ts';
import { ApiError } from '../http/apiError.ts';
import { audit, type Editor } from '../http/author.ts';
import { requirePreset } from '../presets/editPreset.ts';
import { changedVms } from './changedVms.ts';

/** A plan of ten thousand VMs takes seconds on a small machine; Prisma gives up after five. */
const patience = { timeout: 60_000 };

/** @throws ApiError request.not-found */
export async function requirePlan(queries: Queries, id: string): Promise<BulkPlan> {
  const plan = await findPlan(queries, id);
  if (plan !== null) return plan;
  throw noPlan(id);
}

export function noPlan(id: string): ApiError {
  return new ApiError('request.not-found', `There is no plan ${id}.`);
}

export function addPlan({ prisma }: Database, input: BulkPlanInput, author: Editor): Promise<BulkPlan> {
  const id = randomUUID();
  return prisma.$transaction(async (queries) => {
    await holdPreset(queries, input.presetId);
    if (!(await createPlan(queries, { id, ...input }, author.actor.name))) throw nameTaken(input.name);
    return audited(queries, author, { action: 'plan.create', id, before: null });
  }, patience);
}

export function changePlan(
  { prisma }: Database,
  id: string,
  { change, author }: { change: BulkPlanChange; author: Editor },
): Promise<BulkPlan> {
  return prisma.$transaction(async (queries) => {
    await lockPlan(queries, id);
    const before = await requirePlan(queries, id);
    author.versions.demand(before.revision);
    const wanted = { ...before, ...change };
    if (wanted.presetId !== before.presetId) await holdPreset(queries, wanted.presetId);
    const named = await findPlanByName(queries, wanted.name);
    if (named !== null && named.id !== id) throw nameTaken(wanted.name);
    await updatePlan(queries, wanted, author.actor.name);
    return audited(queries, author, { action: 'plan.update', id, before });
  }, patience);
}

export async function removePlan({ prisma }: Database, id: string, author: Editor): Promise<void> {
  await prisma.$transaction(async (queries) => {
    await lockPlan(queries, id);
    const plan = await requirePlan(queries, id);
    author.versions.demand(plan.revision);
    const open = await findOpenMigrationOfPlan(queries, id);
    if (open !== null) {
      throw new ApiError('request.conflict', `Migration ${open.id} of ${open.vmName} is open, of plan ${plan.name}.`, {
        openMigrationId: open.id,
      });
    }
    const schedule = await findScheduleOfPlan(queries, id);
    if (schedule !== null) {
      throw new ApiError('request.conflict', `Schedule ${schedule.name} starts plan ${plan.name}: remove it first.`);
    }
    await deletePlan(queries, id);
    await audit(queries, author, { action: 'plan.delete', subject: `plan/${id}`, before: plan });
  });
}

/** Against deletion of the preset meanwhile. */
async function holdPreset(queries: Queries, id: string): Promise<void> {
  await lockPreset(queries, id);
  await requirePreset(queries, id);
}

function nameTaken(name: string): ApiError {
  return new ApiError('request.conflict', `There is a plan named ${name} already.`);
}

async function audited(
  queries: Queries,
  author: Editor,
  { action, id, before }: { action: string; id: string; before: BulkPlan | null },
): Promise<BulkPlan> {
  const plan = await requirePlan(queries, id);
  const states = before === null ? { before, after: plan } : changedVms(before, plan);
  await audit(queries, author, { action, subject: `plan/${id}`, ...states });
  return plan;
}
