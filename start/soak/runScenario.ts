import { setTimeout as wait } from 'node:timers/promises';
import type { Client } from '../../client/client.ts';
import type { MigrationPlanInput } from '../../contract/plan.ts';
import { attend, NotEnded, patiently } from './attend.ts';
import { findFaults } from './findFaults.ts';
import { killProcess } from './killProcess.ts';
import type { LabOperator } from './labOperator.ts';
import type { Scenario } from './scenario.ts';

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
  seconds: number;
  /** What is wrong, in a sentence each. */
  faults: string[];
}

/** Runs one migration under its faults and kills, checks what it has left, and puts everything back. */
export async function runScenario(parts: SoakParts, scenario: Scenario): Promise<ScenarioResult> {
  const { api, lab, signal } = parts;
  const startedAt = performance.now();
  const over = new AbortController();
  const { id } = await patiently(signal, () => api.createMigration({ body: planOf(parts, scenario) }));
  const kills = scenario.kills.map(({ process, afterMs }) =>
    wait(afterMs, undefined, { signal: AbortSignal.any([signal, over.signal]) }).then(
      () => killProcess(parts.runFolder, process),
      () => false,
    ),
  );
  const result = { seed: scenario.seed, migrationId: id, status: 'open', parked: [] as string[] };
  const faults: string[] = [];
  try {
    await lab.arm(scenario.faults);
    const duty = { mend: () => lab.mend(), cancelAfterMs: scenario.cancelAfterMs, signal };
    const { migration, parked } = await attend(api, id, duty);
    Object.assign(result, { status: migration.status, parked });
    await lab.mend();
    over.abort();
    await Promise.all(kills);
    const cancelled = scenario.cancelAfterMs !== null;
    faults.push(...(await patiently(signal, () => findFaults(api, lab, migration, { cancelled }))));
    await lab.putBack(scenario.vm, id);
  } catch (error) {
    if (!(error instanceof NotEnded)) throw error;
    faults.push(error.message);
  } finally {
    over.abort();
    await lab.mend();
  }
  return { ...result, seconds: (performance.now() - startedAt) / 1000, faults };
}

function planOf({ sourceId, targetId, refs }: SoakParts, { vm, way }: Scenario): MigrationPlanInput {
  const { storage, ...how } = way;
  return {
    ...how,
    source: { connectionId: sourceId, vm: refs.get(vm) ?? vm },
    target: { connectionId: targetId, node: 'pve1', storage, stagingStorage: 'local' },
    networks: ['VM Network', 'dv-prod-120', 'dv-db-121', 'nsx-segment-web'].map((network) => ({
      network,
      bridge: 'vmbr0',
    })),
    shutdown: { timeoutSeconds: 20, onTimeout: 'power-off' },
    delta: { intervalSeconds: 0, minimumRounds: 2 },
    cutover: { mode: 'auto' },
    // The herd has no operating system.
    startTarget: false,
    tags: ['soak'],
  };
}
