import { randomUUID } from 'node:crypto';
import { Client, type WorkflowHandle } from '@temporalio/client';
import { NativeConnection, Worker } from '@temporalio/worker';
import type { Migration } from '../../contract/migration.ts';
import { type MigrationPlanInput, planSchema } from '../../contract/plan.ts';
import { statusQuery } from '../../workflows/messages.ts';
import type { migrateVm } from '../../workflows/migrateVm.ts';
import { controlQueue, migrationWorkflowId, workflowTypes } from '../../workflows/names.ts';
import { type TestTemporal, useTemporal, useWorkflowBundle } from '../support/temporal.ts';
import { connectToTemporal } from '../support/temporalConnection.ts';
import { type Activities, newScript, ownMover, type Script, scriptedActivities } from './fakeActivities.ts';

export interface Bench {
  client: Client;
  /** Starts a migration whose activities follow the script, and workers for it. */
  start(
    script: Script,
    plan?: Partial<MigrationPlanInput>,
    moverPatienceMs?: number,
    roomLookMs?: number,
  ): Promise<Run>;
  close(): Promise<void>;
}

export interface Run {
  id: string;
  handle: WorkflowHandle<typeof migrateVm>;
  state(): Promise<Migration>;
  stopWorkers(): Promise<void>;
  /** Workers for the same script; its mover on another queue when one is given. */
  startWorkers(moverQueue?: string): Promise<void>;
}

/**
 * The product's workflow code on a real server. Workflows and control activities share the fixed control queue with
 * other test files, so each bench has a namespace-wide worker of its own and runs one script at a time. Its workers stay
 * from run to run, as starting one costs more than most runs.
 */
export async function openBench(temporal: Promise<TestTemporal> = useTemporal()): Promise<Bench> {
  const { address, namespace } = await temporal;
  const connection = await connectToTemporal(address);
  const native = await NativeConnection.connect({ address });
  const client = new Client({ connection, namespace });
  const bundle = await useWorkflowBundle();
  const queue = `mover-${randomUUID()}`;
  let followed = newScript();
  let polled: string | null = null;
  let stop: (() => Promise<void>) | null = null;

  /** Runs a control worker and a mover for the script until `stop`. */
  async function startWorkers(script: Script, queue: string): Promise<void> {
    followed = script;
    if (polled === queue) return;
    await stop?.();
    polled = queue;
    const activities = activitiesOf(() => followed);
    const common = { connection: native, namespace, activities, maxHeartbeatThrottleInterval: 200 };
    const workers = [
      await Worker.create({ ...common, taskQueue: controlQueue, workflowBundle: bundle }),
      await Worker.create({ ...common, taskQueue: queue }),
    ];
    const running = workers.map((worker) => worker.run());
    stop = async () => {
      stop = polled = null;
      for (const worker of workers) worker.shutdown();
      await Promise.all(running);
    };
  }

  return {
    client,
    async start(script, plan = {}, moverPatienceMs = undefined, roomLookMs = undefined) {
      if (script.moverQueue === ownMover) script.moverQueue = queue;
      await startWorkers(script, queue);
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
            moverPatienceMs,
            roomLookMs,
          },
        ],
      });
      return {
        id,
        handle,
        state: () => handle.query(statusQuery),
        stopWorkers: async () => stop?.(),
        startWorkers: (moverOf = queue) => startWorkers(script, moverOf),
      };
    },
    async close() {
      await stop?.();
      await connection.close();
      await native.close();
    },
  };
}

/** Each call follows the script of its time. */
function activitiesOf(script: () => Script): Activities {
  const follow = (name: string) => (input: never) => scriptedActivities(script())[name as keyof Activities](input);
  return Object.fromEntries(Object.keys(scriptedActivities(newScript())).map((name) => [name, follow(name)])) as never;
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
