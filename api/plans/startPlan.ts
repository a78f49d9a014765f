import type { VmStart } from '../../contract/bulkPlan.ts';
import { DroverError, errors } from '../../contract/errors.ts';
import type { Finding } from '../../contract/finding.ts';
import type { CutoverPolicy } from '../../contract/plan.ts';
import type { PlannedVm } from '../../domain/bulk/planFindings.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { ApiError } from '../http/apiError.ts';
import { audit } from '../http/author.ts';
import { requestMigration } from '../migrations/requestMigration.ts';
import { inTurns } from './inTurns.ts';
import { chooseVms, wholePlan } from './plannedVms.ts';

export type PlanStartDependencies = Pick<ApiDependencies, 'database' | 'workflows' | 'log'>;

export interface StartRequest {
  planId: string;
  refs: string[] | undefined;
  actor: { name: string };
  correlationId: string;
  log: ApiDependencies['log'];
  /** In the place of what the plan and its VMs say. */
  cutover?: CutoverPolicy;
  /** Of each VM's request: the same key again starts nothing anew. */
  keyOf?: (ref: string) => string;
}

/**
 * Starts what is not started yet. A VM with an open migration, or one that the plan has moved, is told and left alone;
 * of several requests at once the unique index of open migrations lets one through.
 */
export async function startPlan(
  dependencies: PlanStartDependencies,
  request: StartRequest,
): Promise<{ vms: VmStart[] }> {
  const { actor, correlationId, log, cutover, keyOf } = request;
  const { prisma } = dependencies.database;
  const chosen = await chooseVms(dependencies, request.planId, request.refs);
  let unavailable: DroverError | null = null;
  const outcomes = await inTurns(chosen.vms, async (vm, stop): Promise<VmStart | null> => {
    if (vm.movedBy !== null) return told(vm, { outcome: 'done', migrationId: vm.movedBy });
    if (vm.openMigrationId !== null) return told(vm, { outcome: 'open', migrationId: vm.openMigrationId });
    try {
      const planned = await wholePlan(dependencies, chosen, { vm, correlationId });
      const plan = cutover === undefined ? planned : { ...planned, cutover };
      const idempotencyKey = keyOf?.(vm.ref) ?? null;
      const { id } = await requestMigration(dependencies, { plan, actor, correlationId, idempotencyKey }, log);
      return told(vm, { outcome: 'started', migrationId: id });
    } catch (error) {
      if (!(error instanceof DroverError)) throw error;
      if (error.code !== 'worker.unavailable' && error.code !== 'temporal.unavailable') return refusal(vm, error);
      unavailable = error;
      stop();
      return null;
    }
  });
  const vms = chosen.vms.map((vm, index) => outcomes[index] ?? told(vm, { outcome: 'pending', migrationId: null }));
  const count = (outcome: VmStart['outcome']) => vms.filter((vm) => vm.outcome === outcome).length;
  const counts = { started: count('started'), refused: count('refused'), pending: count('pending') };
  const subject = `plan/${chosen.plan.id}`;
  await audit(prisma, { actor, correlationId }, { action: 'plan.start', subject, detail: counts });
  if (unavailable !== null && counts.started === 0) throw unavailable;
  return { vms };
}

function told(vm: PlannedVm, { outcome, migrationId }: Pick<VmStart, 'outcome' | 'migrationId'>): VmStart {
  return { ref: vm.ref, name: vm.seen?.name ?? vm.ref, outcome, migrationId, problem: null };
}

function refusal(vm: PlannedVm, error: DroverError): VmStart {
  const { code, message } = error;
  const extras = error instanceof ApiError ? error.extras : {};
  // Another request was faster.
  if (code === 'migration.duplicate') return told(vm, { outcome: 'open', migrationId: extras.openMigrationId ?? null });
  // Preflight's own, kept by the error as it was told.
  const findings = (extras.findings ?? []) as Finding[];
  const problem = { code, detail: message, remedy: errors[code].remedy, findings };
  return { ...told(vm, { outcome: 'refused', migrationId: null }), problem };
}
