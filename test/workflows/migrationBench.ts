import { randomUUID } from 'node:crypto';
import { Client, Connection, type WorkflowHandle } from '@temporalio/client';
import { NativeConnection, Worker } from '@temporalio/worker';
import type { Migration } from '../../contract/migration.ts';
import { type MigrationPlanInput, planSchema } from '../../contract/plan.ts';
import { statusQuery } from '../../workflows/messages.ts';
import type { migrateVm } from '../../workflows/migrateVm.ts';
import { controlQueue, migrationWorkflowId, workflowTypes } from '../../workflows/names.ts';
import { type TestTemporal, useTemporal, useWorkflowBundle } from '../support/temporal.ts';
import { ownMover, type Script, scriptedActivities } from './fakeActivities.ts';

export interface Bench {
  client: Client;
  /** Starts a migration whose activities follow the script. */
  start(script: Script, plan?: Partial<MigrationPlanInput>): Promise<Run>;
  close(): Promise<void>;
}

export interface Run {
  id: string;
  handle: WorkflowHandle<typeof migrateVm>;
  state(): Promise<Migration>;
}

/**
 * The product's workflow code on a real server. Workflows and control activities share the fixed control queue with
 * other test files, so each bench has a namespace-wide worker of its own and runs one script at a time.
 */
export async function openBench(temporal: Promise<TestTemporal> = useTemporal()): Promise<Bench> {
  const { address, namespace } = await temporal;
  const connection = await Connection.connect({ address });
  const native = await NativeConnection.connect({ address });
  const client = new Client({ connection, namespace });
  const bundle = await useWorkflowBundle();
  let stop: (() => Promise<void>) | null = null;

  return {
    client,
    async start(script, plan = {}) {
      await stop?.();
      const queue = `mover-${randomUUID()}`;
      if (script.moverQueue === ownMover) script.moverQueue = queue;
      const activities = scriptedActivities(script);
      const common = { connection: native, namespace, activities, maxHeartbeatThrottleInterval: 200 };
      const control = await Worker.create({ ...common, taskQueue: controlQueue, workflowBundle: bundle });
      const mover = await Worker.create({ ...common, taskQueue: queue });
      const running = [control.run(), mover.run()];
      stop = async () => {
        control.shutdown();
        mover.shutdown();
        await Promise.all(running);
      };
      const id = randomUUID();
      const handle = await client.workflow.start<typeof migrateVm>(workflowTypes.migrateVm, {
        taskQueue: controlQueue,
        workflowId: migrationWorkflowId(id),
        args: [
          {
            id,
            plan: planOf(plan),
            vm: { ref: 'vm-1', name: 'app' },
            requestedBy: 'tester',
            createdAt: new Date().toISOString(),
          },
        ],
      });
      return { id, handle, state: () => handle.query(statusQuery) };
    },
    async close() {
      await stop?.();
      await connection.close();
      await native.close();
    },
  };
}

function planOf(plan: Partial<MigrationPlanInput>) {
  return planSchema.parse({
    source: { connectionId: 'vc', vm: 'vm-1' },
    target: { connectionId: 'pve', storage: 'local' },
    delta: { intervalSeconds: 0, minimumRounds: 2 },
    cutover: { mode: 'auto' },
    ...plan,
  });
}
