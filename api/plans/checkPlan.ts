import type { PlanCheck } from '../../contract/bulkPlan.ts';
import { DroverError, errors } from '../../contract/errors.ts';
import type { Finding, PreflightReport } from '../../contract/finding.ts';
import type { TargetFacts } from '../../contract/targetFacts.ts';
import { judgeMapping } from '../../domain/bulk/mappingRules.ts';
import { type PlannedVm, plannedFindings, togetherFindings } from '../../domain/bulk/planFindings.ts';
import { listSourcePlaces } from '../../prisma/queries/inventory.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { inTurns } from './inTurns.ts';
import { type ChosenVms, chooseVms, wholePlan } from './plannedVms.ts';

export interface CheckRequest {
  planId: string;
  refs: string[] | undefined;
  /** Ask both sides of each VM, too. */
  preflight: boolean;
  correlationId: string;
}

export async function checkPlan(dependencies: ApiDependencies, request: CheckRequest): Promise<PlanCheck> {
  const { correlationId } = request;
  const chosen = await chooseVms(dependencies, request.planId, request.refs);
  const { preset, plan, vms } = chosen;
  const { database, workflows } = dependencies;
  const argument = plan.targetConnectionId;
  const facts = await workflows.ask<TargetFacts>({ type: 'describeTarget', argument, correlationId });
  const mapping = judgeMapping(preset, facts, await listSourcePlaces(database.prisma, plan.sourceConnectionId));
  const asked = request.preflight ? await preflightEach(dependencies, chosen, correlationId) : vms.map(() => null);
  const judged = vms.map((vm, index) => {
    const told = asked[index] ?? null;
    const findings = told ?? plannedFindings(vm);
    return {
      ...{ ref: vm.ref, name: vm.seen?.name ?? vm.ref, findings },
      ready: findings.every(({ severity }) => severity !== 'blocker'),
      basis: told === null ? ('inventory' as const) : ('preflight' as const),
    };
  });
  return {
    checkedAt: new Date().toISOString(),
    ready: judged.filter(({ ready }) => ready).length,
    mapping,
    // Which disks go to which storage is not known of disks that are mapped by their datastore.
    findings: togetherFindings(vms, preset.datastores.length === 0 ? facts : null),
    vms: judged,
  };
}

/** Findings of a real preflight; null where the time did not reach, or no worker answers. */
function preflightEach(
  dependencies: ApiDependencies,
  chosen: ChosenVms,
  correlationId: string,
): Promise<(Finding[] | null)[]> {
  return inTurns(chosen.vms, async (vm: PlannedVm, stop) => {
    try {
      const argument = await wholePlan(dependencies, chosen, { vm, correlationId });
      const report = await dependencies.workflows.ask<PreflightReport>({
        ...{ type: 'preflightPlan', argument, correlationId },
      });
      return report.findings;
    } catch (error) {
      if (!(error instanceof DroverError)) throw error;
      if (error.code === 'worker.unavailable' || error.code === 'temporal.unavailable') {
        stop();
        return null;
      }
      const { code, message } = error;
      return [{ code, severity: 'blocker', subject: vm.ref, evidence: message, remedy: errors[code].remedy }];
    }
  });
}
