import type { Finding } from '../contract/finding.ts';
import type { MigrationPlan } from '../contract/plan.ts';
import type { Readiness, ReadinessLevel } from '../contract/readiness.ts';
import type { VmSummary } from '../contract/vm.ts';
import { blocker, info, when } from './preflight/finding.ts';
import { hasNoDisks, isSuspended, isTemplate, toolsFindings } from './preflight/vmState.ts';

const costs: Record<Finding['severity'], number> = { blocker: 40, warning: 10, info: 2 };

type Known = Pick<
  VmSummary,
  'name' | 'power' | 'template' | 'diskCount' | 'snapshotCount' | 'changeTracking' | 'tools'
>;

/**
 * How ready a VM is for a warm migration with the plan's defaults, as far as the inventory tells: no more than a first
 * look, by rules and codes of preflight.
 */
export function readinessOf(vm: Known): Readiness {
  const findings = inventoryFindings(vm);
  const score = findings.reduce((left, { severity }) => left - costs[severity], 100);
  return { level: levelOf(findings), score: Math.max(0, score), findings };
}

function levelOf(findings: Finding[]): ReadinessLevel {
  const has = (wanted: Finding['severity']) => findings.some(({ severity }) => severity === wanted);
  return has('blocker') ? 'blocked' : has('warning') ? 'attention' : 'ready';
}

/** What is wrong with a VM as last seen, by rules and codes of preflight. */
export function inventoryFindings(
  { name, power, template, diskCount, snapshotCount, changeTracking, tools }: Known,
  onTimeout: MigrationPlan['shutdown']['onTimeout'] = 'park',
): Finding[] {
  const on = power === 'on' && !template;
  const state = when(
    [template, () => isTemplate(name)],
    [power === 'suspended', () => isSuspended(name)],
    [diskCount === 0, () => hasNoDisks(name)],
    [
      snapshotCount > 0,
      () =>
        blocker(
          'vm.snapshots',
          name,
          `Snapshots exist: ${snapshotCount}.`,
          'Remove them: frozen flat files and change tracking need ours to be the only one.',
        ),
    ],
  );
  const later = when(
    [
      !changeTracking && !template,
      () =>
        info(
          'vm.tracking-off',
          name,
          'Changed block tracking is off.',
          'Nothing: Drover turns it on, and it stays on afterwards.',
        ),
    ],
    [
      power === 'off' && !template,
      () => info('vm.powered-off', name, 'It is powered off.', 'Nothing: one round is enough.'),
    ],
  );
  return [...state, ...(on ? toolsFindings(name, tools, onTimeout) : []), ...later];
}
