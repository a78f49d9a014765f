import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { type Client, WorkflowExecutionAlreadyStartedError, type WorkflowHandle } from '@temporalio/client';
import { DroverError } from '../../contract/errors.ts';
import type { Migration } from '../../contract/migration.ts';
import type { MigrateVmInput } from '../../workflows/messages.ts';
import { statusQuery } from '../../workflows/messages.ts';
import { controlQueue, migrationWorkflowId, workflowTypes } from '../../workflows/names.ts';
import { type CommandRequest, sendCommand } from './commands.ts';
import { createScheduleGateway, type ScheduleGateway } from './scheduleGateway.ts';
import { fromTemporal, isWorkflowMissing } from './temporalErrors.ts';

/** A short workflow that somebody waits for. */
export interface Question {
  type: keyof typeof workflowTypes;
  argument: unknown;
  correlationId: string;
}

/** All that the API asks of Temporal. Errors are DroverErrors: temporal.unavailable, worker.unavailable, platform.*. */
export interface WorkflowGateway {
  ask<T>(question: Question): Promise<T>;
  /** Starts a migration; the same id again does nothing. */
  start(input: MigrateVmInput, correlationId: string): Promise<void>;
  /** The state after the command, or null when it was left as a signal because no worker answers. */
  command(migration: Migration, request: CommandRequest): Promise<Migration | null>;
  /** Asked of the workflow itself; null when Temporal does not know it. */
  status(workflowId: string): Promise<Migration | null>;
  /** How a run stands without asking a worker; null when Temporal does not know it. */
  outcome(workflowId: string): Promise<RunOutcome | null>;
  /** Who asked an activity queue for work lately, newest first, and about how many tasks nobody has taken up. */
  queue(taskQueue: string): Promise<ActivityQueue>;
  ping(): Promise<void>;
  schedules: ScheduleGateway;
}

export interface ActivityQueue {
  /** Times in milliseconds since 1970. */
  pollers: { identity: string; lastSeenAt: number }[];
  waiting: number;
}

/** `temporal.api.enums.v1.TaskQueueType.TASK_QUEUE_TYPE_ACTIVITY` */
const activityQueue = 2;

export type RunOutcome = { open: true } | { open: false; status: string; result: Migration | null };

export interface GatewayOptions {
  taskQueue?: string;
  /** How long a question may wait for the first worker. */
  workerWaitMs?: number;
  /** How long a question may take. */
  askMs?: number;
  /** How long a command waits for its answer. */
  commandMs?: number;
  /** How long Temporal itself may take for a call. */
  serviceMs?: number;
}

export function createWorkflowGateway(client: Client, options: GatewayOptions = {}): WorkflowGateway {
  const { taskQueue = controlQueue, workerWaitMs = 5000, askMs = 180_000 } = options;
  const { commandMs = 10_000, serviceMs = 5000 } = options;
  const service = <T>(call: () => Promise<T>, milliseconds = serviceMs): Promise<T> =>
    client.withDeadline(Date.now() + milliseconds, call).catch((error: unknown) => {
      throw fromTemporal(error);
    });

  return {
    async ask<T>({ type, argument, correlationId }: Question) {
      const handle = await service(() =>
        client.workflow.start(workflowTypes[type], {
          workflowId: `${type}/${randomUUID()}`,
          taskQueue,
          args: [argument],
          workflowExecutionTimeout: askMs,
          memo: { correlationId },
        }),
      );
      return (await answerOf(handle, { workerWaitMs, service })) as T;
    },

    async start(input, correlationId) {
      await service(async () => {
        try {
          await client.workflow.start(workflowTypes.migrateVm, {
            workflowId: migrationWorkflowId(input.id),
            taskQueue,
            args: [input],
            workflowIdConflictPolicy: 'USE_EXISTING',
            workflowIdReusePolicy: 'REJECT_DUPLICATE',
            memo: { correlationId, requestedBy: input.requestedBy },
            staticSummary: input.vm.name,
          });
        } catch (error) {
          // It has run already, to its end.
          if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
        }
      });
    },

    command: (migration, request) => sendCommand(client, migration, { ...request, commandMs, serviceMs }),

    async status(workflowId) {
      try {
        return await client.withDeadline(Date.now() + commandMs, () =>
          client.workflow.getHandle(workflowId).query(statusQuery),
        );
      } catch (error) {
        if (isWorkflowMissing(error)) return null;
        await service(() => client.connection.workflowService.getSystemInfo({}));
        throw new DroverError('worker.unavailable', 'No worker told the state of the run in time.', { cause: error });
      }
    },

    async outcome(workflowId) {
      const handle = client.workflow.getHandle(workflowId);
      try {
        const { status } = await client.withDeadline(Date.now() + serviceMs, () => handle.describe());
        if (status.name === 'RUNNING') return { open: true };
        const result = status.name === 'COMPLETED' ? ((await handle.result()) as Migration) : null;
        return { open: false, status: status.name, result };
      } catch (error) {
        if (isWorkflowMissing(error)) return null;
        throw fromTemporal(error);
      }
    },

    async queue(name) {
      const { pollers, stats } = await service(() =>
        client.connection.workflowService.describeTaskQueue({
          ...{ namespace: client.options.namespace, taskQueue: { name }, taskQueueType: activityQueue },
          reportStats: true,
        }),
      );
      const seen = (pollers ?? []).map(({ identity, lastAccessTime }) => ({
        identity: identity ?? '',
        lastSeenAt: Number(lastAccessTime?.seconds ?? 0) * 1000,
      }));
      return {
        pollers: seen.sort((a, b) => b.lastSeenAt - a.lastSeenAt),
        waiting: Number(stats?.approximateBacklogCount ?? 0),
      };
    },

    async ping() {
      await service(() => client.connection.workflowService.getSystemInfo({}));
    },

    schedules: createScheduleGateway(client, { taskQueue, service }),
  };
}

type Service = <T>(call: () => Promise<T>) => Promise<T>;

/** Waits for the answer, but not long for a worker: a question that nobody takes up is withdrawn. */
async function answerOf(
  handle: WorkflowHandle,
  { workerWaitMs, service }: { workerWaitMs: number; service: Service },
): Promise<unknown> {
  const waiting = new AbortController();
  const answer = handle.result().finally(() => waiting.abort());
  answer.catch(() => undefined);
  await delay(workerWaitMs, undefined, { signal: waiting.signal }).catch(() => undefined);
  if (!waiting.signal.aborted && !(await wasTakenUp(handle, service))) {
    await service(() => handle.terminate('no worker took it up'));
    throw new DroverError('worker.unavailable', 'No control worker took up the request.');
  }
  try {
    return await answer;
  } catch (error) {
    throw fromTemporal(error);
  }
}

/** A history of two events is: started, and the first task scheduled for a worker. */
async function wasTakenUp(handle: WorkflowHandle, service: Service): Promise<boolean> {
  const { historyLength } = await service(() => handle.describe());
  return historyLength > 2;
}
