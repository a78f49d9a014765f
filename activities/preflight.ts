import { DroverError } from '../contract/errors.ts';
import type { PreflightReport } from '../contract/finding.ts';
import type { Migration } from '../contract/migration.ts';
import type { MigrationPlan, Transport } from '../contract/plan.ts';
import type { Power, VmSpec } from '../contract/vm.ts';
import { type DurationSamples, learntMigrations, samplesOf } from '../domain/durations.ts';
import { chooseNode, storageOf } from '../domain/mapping.ts';
import type { PreflightFacts } from '../domain/preflight/facts.ts';
import { judge } from '../domain/preflight/judge.ts';
import type { SourcePlatform } from '../ports/sourcePlatform.ts';
import type { Placement } from '../ports/targetPlatform.ts';
import type { ControlDependencies } from './dependencies.ts';
import { alive } from './heartbeat.ts';
import { otherMigration } from './otherMigration.ts';

/** What a run needs to know after preflight, besides the findings. */
export interface Inspection {
  report: PreflightReport;
  node: string | null;
  moverQueue: string | null;
  power: Power;
  uuid: string;
  disks: { id: string; key: number; label: string; capacityBytes: number }[];
  /** Change tracking was on. Absent in what earlier releases recorded. */
  tracked?: boolean;
  /** Of migrations between the same places that have ended. Absent in what earlier releases recorded. */
  durations?: DurationSamples;
}

export interface PreflightInput {
  plan: MigrationPlan;
  /** Set when a run asks: its own open migration is no hindrance. */
  migrationId: string | null;
}

export function preflightActivities({ platforms, movers, projection }: ControlDependencies) {
  return {
    /** Looks at both sides and judges the plan. Blockers are a result, not an error. */
    preflight: (input: PreflightInput): Promise<Inspection> =>
      alive(async ({ signal, tell }) => {
        const { plan } = input;
        const source = await platforms.source(plan.source.connectionId);
        const target = await platforms.target(plan.target.connectionId);
        tell('reading the VM and the target');
        const [vm, facts, about] = await Promise.all([
          source.describe(plan.source.vm, signal),
          target.facts(signal),
          source.about(signal),
        ]);
        const node = chooseNode(plan, facts);
        const queue = node === null ? null : await movers.queueFor(node);
        tell('checking privileges and reading a block of every disk');
        const [sourceMissing, targetMissing, probes, open] = await Promise.all([
          source.missingPrivileges(vm.ref, signal),
          target.missingPrivileges(placementOf(plan, vm, node), signal),
          probeTransports(source, vm, plan, signal),
          otherMigration(
            { platforms, projection },
            { connectionId: plan.source.connectionId, vm: vm.ref, about, migrationId: input.migrationId },
            signal,
          ),
        ]);
        const judged: PreflightFacts = {
          plan,
          vm,
          target: facts,
          sourceMissingPrivileges: sourceMissing,
          targetMissingPrivileges: targetMissing,
          probes,
          moverQueue: queue,
          sourceClockSkewMs: about.time === null ? null : Date.parse(about.time) - Date.now(),
          openMigration: open,
        };
        return {
          report: judge(judged, new Date().toISOString()),
          node,
          moverQueue: queue,
          power: vm.power,
          uuid: vm.uuid,
          tracked: vm.changeTracking.enabled,
          durations: samplesOf(await completedBetween(projection, plan)),
          disks: vm.disks.map(({ id, key, label, capacityBytes }) => ({ id, key, label, capacityBytes })),
        };
      }),
  };
}

function placementOf(plan: MigrationPlan, vm: VmSpec, node: string | null): Partial<Placement> {
  return {
    node: node ?? undefined,
    storages: [...new Set(vm.disks.map((disk) => storageOf(plan, disk.id)))],
    stagingStorage: plan.target.stagingStorage,
    bridges: [...new Set(plan.networks.map((network) => network.bridge))],
    pool: plan.target.pool,
  };
}

async function probeTransports(
  source: SourcePlatform,
  vm: VmSpec,
  plan: MigrationPlan,
  signal: AbortSignal,
): Promise<PreflightFacts['probes']> {
  const wanted: readonly Transport[] = plan.transport === 'auto' ? source.capabilities.transports : [plan.transport];
  const probes: PreflightFacts['probes'] = [];
  for (const transport of wanted) {
    for (const disk of vm.disks) {
      const problem = await source
        .probeTransport(vm.ref, disk.id, transport, signal)
        .catch((error: unknown) =>
          error instanceof DroverError ? `${error.message} (${error.code})` : Promise.reject(error),
        );
      probes.push({ diskId: disk.id, transport, problem });
    }
  }
  return probes;
}

/** Only forecasts depend on it: without a database there is no history, but there is a migration. */
async function completedBetween(
  projection: ControlDependencies['projection'],
  { source, target }: MigrationPlan,
): Promise<Migration[]> {
  return projection.completedMigrations(source.connectionId, target.connectionId, learntMigrations).catch(() => []);
}
