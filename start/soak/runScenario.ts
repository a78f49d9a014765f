import type { Client } from '../../client/client.ts';
import type { MigrationPlanInput } from '../../contract/plan.ts';
import { attend, NotEnded, patiently } from './attend.ts';
import { findFaults } from './findFaults.ts';
import { Kills } from './kills.ts';
import type { LabOperator } from './labOperator.ts';
import type { Scenario } from './scenario.ts';
import { hasReached, stagesOf } from './stages.ts';

export interface SoakParts {
  api: Client;
  lab: LabOperator;
  sourceId: string;
  targetId: string;
  /** Of the source's VMs, by name. */
  refs: ReadonlyMap<string, string>;
  /** Where the supervisor notes what runs. */
  runFolder: string;
  signal: AbortSignal;
}

export interface ScenarioResult {
  seed: number;
  migrationId: string;
  status: string;
  parked: string[];
  /** What was ended with SIGKILL, in order. */
  killed: Scenario['kills'];
  seconds: number;
  /** What is wrong, in a sentence each. */
  faults: string[];
}

/** Runs one migration under its faults and kills, checks what it has left, and puts everything back. */
export async function runScenario(parts: SoakParts, scenario: Scenario): Promise<ScenarioResult> {
  const { api, lab, signal } = parts;
  const startedAt = performance.now();
  if (scenario.boots) await lab.untilGuestWrites(scenario.vm);
  const { id } = await patiently(signal, () => api.createMigration({ body: planOf(parts, scenario) }));
  const kills = new Kills(parts.runFolder, scenario);
  const order = stagesOf(scenario.way, scenario.boots);
  const result = { seed: scenario.seed, migrationId: id, status: 'open', parked: [] as string[] };
  const faults: string[] = [];
  try {
    await lab.arm(scenario.faults);
    const { cancelAt } = scenario;
    const { migration, parked } = await attend(api, id, {
      mend: () => lab.mend(),
      disturb: (seen) => kills.look(seen),
      cancelAt: (seen) => cancelAt !== null && hasReached(seen, order, cancelAt),
      signal,
    });
    Object.assign(result, { status: migration.status, parked });
    await lab.mend();
    const may = { cancelled: cancelAt !== null, boots: scenario.boots };
    faults.push(...(await patiently(signal, () => findFaults(api, lab, migration, may))));
    await lab.putBack(scenario.vm, id);
  } catch (error) {
    if (!(error instanceof NotEnded)) throw error;
    faults.push(error.message);
  } finally {
    await lab.mend();
  }
  return { ...result, killed: kills.done, seconds: (performance.now() - startedAt) / 1000, faults };
}

function planOf({ sourceId, targetId, refs }: SoakParts, { vm, boots, way }: Scenario): MigrationPlanInput {
  const { storage, ...how } = way;
  return {
    ...how,
    source: { connectionId: sourceId, vm: refs.get(vm) ?? vm },
    target: { connectionId: targetId, node: 'pve1', storage, stagingStorage: 'local' },
    networks: ['VM Network', 'dv-prod-120', 'dv-db-121', 'nsx-segment-web'].map((network) => ({
      network,
      bridge: 'vmbr0',
    })),
    // A guest under emulation takes its time, and one that a cancel meets while it shuts down is waited for.
    shutdown: { timeoutSeconds: boots ? 90 : 20, onTimeout: 'power-off' },
    delta: { intervalSeconds: 0, minimumRounds: 2 },
    cutover: { mode: 'auto' },
    // The herd has no operating system.
    startTarget: boots,
    tags: ['soak'],
  };
}
