import type { BulkPlanSummary, PlanCheck, VmStart } from '../../contract/bulkPlan.ts';
import { printable, table } from '../table.ts';
import { renderFindings } from './findings.ts';

export function renderCounts(migrations: BulkPlanSummary['migrations']): string {
  const counts = Object.entries(migrations).map(([status, count]) => `${count} ${status}`);
  return counts.join(', ') || '-';
}

/** First what concerns all, then each VM that something was found on. */
export function renderPlanCheck({ mapping, findings, vms, ready }: PlanCheck): string {
  const whole = [...mapping, ...findings];
  const parts = vms
    .filter((vm) => vm.findings.length > 0)
    .map(({ ref, name, basis, findings: own }) => `${printable(name)} (${ref}), by ${basis}\n${renderFindings(own)}`);
  return [
    `${ready} of ${vms.length} VMs are ready.`,
    ...(whole.length === 0 ? [] : [`The plan as a whole\n${renderFindings(whole)}`]),
    ...parts,
  ].join('\n\n');
}

export function renderStarts(starts: VmStart[]): string {
  const refused = starts.flatMap(({ name, ref, problem }) =>
    problem === null
      ? []
      : [
          [
            printable(`${name} (${ref}): ${problem.detail} [${problem.code}]`),
            ...(problem.findings.length === 0 ? [] : [renderFindings(problem.findings)]),
            `-> ${printable(problem.remedy)}`,
          ].join('\n'),
        ],
  );
  const rows = starts.map(({ ref, name, outcome, migrationId }) => [ref, name, outcome, migrationId ?? '-']);
  return [table(['VM', 'NAME', 'OUTCOME', 'MIGRATION'], rows), ...refused].join('\n\n');
}
