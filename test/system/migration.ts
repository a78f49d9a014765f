import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import type { WorkflowHandle } from '@temporalio/client';
import { expect } from 'vitest';
import type { LabFault, LabFaultRequest, LabGuestReport, LabSourceVm } from '../../contract/lab.ts';
import type { Migration } from '../../contract/migration.ts';
import { type MigrationPlan, type MigrationPlanInput, planSchema } from '../../contract/plan.ts';
import { statusQuery } from '../../workflows/messages.ts';
import type { migrateVm } from '../../workflows/migrateVm.ts';
import { controlQueue, migrationWorkflowId, workflowTypes } from '../../workflows/names.ts';
import type { DataCentres } from './dataCentres.ts';

export interface StartedMigration {
  id: string;
  vm: LabSourceVm;
  handle: WorkflowHandle<typeof migrateVm>;
  state(): Promise<Migration>;
  /** Polls until the state fits. */
  until(what: string, fits: (migration: Migration) => boolean, patience?: Patience): Promise<Migration>;
}

interface Patience {
  seconds?: number;
  /** Between two looks, growing. Each look is a query that a worker answers: many waiting tests keep it busy. */
  pausesMs?: [first: number, longest: number];
}

export type Overrides = Omit<Partial<MigrationPlanInput>, 'source' | 'target'> & {
  target?: Partial<MigrationPlanInput['target']>;
};

/** The plan that tests start from: quick rounds, no boot, every network on one bridge. */
export function planFor(centres: DataCentres, vm: string, overrides: Overrides = {}): MigrationPlan {
  const networks = ['VM Network', 'dv-prod-120', 'dv-db-121', 'nsx-segment-web'].map((network) => ({
    network,
    bridge: 'vmbr0',
  }));
  return planSchema.parse({
    delta: { intervalSeconds: 0, minimumRounds: 2 },
    cutover: { mode: 'auto' },
    networks,
    startTarget: false,
    ...overrides,
    source: { connectionId: centres.sourceId, vm },
    target: {
      connectionId: centres.targetId,
      node: 'pve1',
      storage: 'local',
      stagingStorage: 'local',
      ...overrides.target,
    },
  });
}

/** Starts the migration of a VM of the source lab, by name. */
export async function migrate(
  centres: DataCentres,
  name: string,
  overrides: Overrides = {},
  roomLookMs?: number,
): Promise<StartedMigration> {
  const vm = await sourceVm(centres, name);
  const id = randomUUID();
  const plan = planFor(centres, vm.id, overrides);
  const handle = await centres.client.workflow.start<typeof migrateVm>(workflowTypes.migrateVm, {
    taskQueue: controlQueue,
    workflowId: migrationWorkflowId(id),
    args: [
      {
        ...{ id, plan, vm: { ref: vm.id, name }, requestedBy: 'system test', createdAt: new Date().toISOString() },
        ...(roomLookMs === undefined ? {} : { roomLookMs }),
      },
    ],
  });
  const state = () => handle.query(statusQuery);
  return {
    id,
    vm,
    handle,
    state,
    async until(what, fits, { seconds = 240, pausesMs: [first, longest] = [100, 600] } = {}) {
      const deadline = Date.now() + seconds * 1000;
      for (let pause = first; ; pause = Math.min(pause * 1.2, longest)) {
        const migration = await state().catch(() => null);
        if (migration !== null && fits(migration)) return migration;
        if (Date.now() > deadline) throw new Error(`${name} did not get to ${what}: ${describe(migration)}`);
        await setTimeout(pause);
      }
    },
  };
}

function describe(migration: Migration | null): string {
  if (migration === null) return 'no state can be read';
  const { status, stage, parked } = migration;
  return `${status} in ${stage}${parked ? `, ${parked.code}: ${parked.message} ${parked.evidence.join(' ')}` : ''}`;
}

/** Ends well, or throws with the reason why the run parked. */
export async function completed(run: StartedMigration, seconds = 300): Promise<Migration> {
  const deadline = Date.now() + seconds * 1000;
  // A server that is restarted breaks this wait off, not the run.
  const ended = run.handle.result().catch(() => new Promise<never>(() => undefined));
  const look = () => run.state().catch(() => null);
  let migration: Migration | null = null;
  while (migration === null || (migration.endedAt === null && migration.status !== 'parked')) {
    if (Date.now() > deadline) throw new Error(`${run.vm.name} did not come to its end: ${describe(migration)}`);
    // One after the other: a look that outlives this wait would be retried on a connection that is closed by then.
    migration = (await Promise.race([ended, setTimeout(3000, null)])) ?? (await look());
  }
  if (migration.status !== 'completed') throw new Error(`${migration.vm.name} ended otherwise: ${describe(migration)}`);
  return migration;
}

export async function sourceVm(centres: DataCentres, name: string): Promise<LabSourceVm> {
  return (await control(centres.vsphere.info.controlUrl, `/vms/${name}`)) as LabSourceVm;
}

export async function targetGuest(centres: DataCentres, vmid: number): Promise<LabGuestReport> {
  return (await control(centres.proxmox.info.controlUrl, `/vms/${vmid}/guest`)) as LabGuestReport;
}

export async function armFault(url: string, fault: LabFaultRequest): Promise<LabFault> {
  return (await control(url, '/faults', 'POST', fault)) as LabFault;
}

/** Once it has struck: else what came of it is no answer to it. */
export async function disarm(url: string, fault: LabFault): Promise<void> {
  const armed = ((await control(url, '/faults')) as LabFault[]).find(({ id }) => id === fault.id);
  if (armed === undefined) return;
  expect(armed.struck, fault.name).toBeGreaterThan(0);
  await control(url, `/faults/${fault.id}`, 'DELETE');
}

/** The faults happened as often as they were armed for; one that lasts until it is disarmed, at least once. */
export async function expectStruck(url: string, faults: LabFault[]): Promise<void> {
  const armed = new Map(((await control(url, '/faults')) as LabFault[]).map((fault) => [fault.id, fault]));
  for (const { id, name, count } of faults) {
    const struck = armed.get(id)?.struck ?? 'as often as armed';
    if (count === 0) expect(struck, name).toBeGreaterThan(0);
    else expect(struck, name).toBe('as often as armed');
  }
}

export async function control(url: string, path: string, method = 'GET', body?: unknown): Promise<unknown> {
  const response = await fetch(`${url}${path}`, {
    method,
    headers: body === undefined ? {} : { 'content-type': 'application/json' },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${method} ${path} of the lab: ${response.status} ${await response.text()}`);
  return response.status === 204 ? null : response.json();
}
