import type { BulkPlan } from '../../contract/bulkPlan.ts';
import { type MigrationPlan, planSchema } from '../../contract/plan.ts';
import type { Preset } from '../../contract/preset.ts';
import type { VmSpec } from '../../contract/vm.ts';
import { migrationPlanOf } from '../../domain/bulk/migrationPlanOf.ts';
import type { PlannedVm } from '../../domain/bulk/planFindings.ts';
import { findInventoryVms } from '../../prisma/queries/inventory.ts';
import { newestMigrations, openMigrationsOf } from '../../prisma/queries/planMigrations.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { ApiError } from '../http/apiError.ts';
import { presentVm } from '../inventory/inventoryHandlers.ts';
import { requirePreset } from '../presets/editPreset.ts';
import { requirePlan } from './editPlan.ts';

export interface ChosenVms {
  plan: BulkPlan;
  preset: Preset;
  vms: PlannedVm[];
}

/** VMs of a plan with what is known of them. @throws ApiError request.not-found | request.invalid */
export async function chooseVms(
  { database: { prisma } }: Pick<ApiDependencies, 'database'>,
  planId: string,
  refs: string[] | undefined,
): Promise<ChosenVms> {
  const plan = await requirePlan(prisma, planId);
  const preset = await requirePreset(prisma, plan.presetId);
  const held = new Set(plan.vms.map(({ ref }) => ref));
  const foreign = refs?.filter((ref) => !held.has(ref)) ?? [];
  if (foreign.length > 0) {
    const issues = foreign.map((ref) => ({ path: 'body.vms', message: `${ref} is not in the plan` }));
    throw new ApiError('request.invalid', `The plan ${plan.name} has no VM ${foreign[0]}.`, { issues });
  }
  const asked = refs && new Set(refs);
  const chosen = asked === undefined ? plan.vms : plan.vms.filter(({ ref }) => asked.has(ref));
  const wanted = { connectionId: plan.sourceConnectionId, refs: chosen.map(({ ref }) => ref) };
  const seen = new Map(
    (await findInventoryVms(prisma, wanted.connectionId, wanted.refs)).map((row) => [row.ref, presentVm(row)]),
  );
  const open = await openMigrationsOf(prisma, wanted);
  const newest = await newestMigrations(prisma, [plan.id]);
  const moved = new Map(newest.filter(({ status }) => status === 'completed').map(({ vmRef, id }) => [vmRef, id]));
  const vms = chosen.map((vm) => ({
    ref: vm.ref,
    plan: planSchema.parse(migrationPlanOf({ ...plan, preset }, vm, [])),
    seen: seen.get(vm.ref) ?? null,
    openMigrationId: open.get(vm.ref) ?? null,
    movedBy: moved.get(vm.ref) ?? null,
  }));
  return { plan, preset, vms };
}

/** The whole plan of one VM. Where the preset maps datastores, the source is asked on which its disks lie. */
export async function wholePlan(
  { workflows }: Pick<ApiDependencies, 'workflows'>,
  { plan, preset }: ChosenVms,
  { vm, correlationId }: { vm: PlannedVm; correlationId: string },
): Promise<MigrationPlan> {
  const row = plan.vms.find(({ ref }) => ref === vm.ref);
  if (preset.datastores.length === 0 || row === undefined) return vm.plan;
  const argument = { connectionId: plan.sourceConnectionId, vm: vm.ref };
  const { disks } = await workflows.ask<VmSpec>({ type: 'describeVm', argument, correlationId });
  return planSchema.parse(migrationPlanOf({ ...plan, preset }, row, disks));
}
