import type { Connection } from '@temporalio/client';
import { isListening } from '../domain/moverFreshness.ts';
import type { Movers } from '../ports/movers.ts';
import { moverQueue } from '../workflows/names.ts';

/** `temporal.api.enums.v1.TaskQueueType.TASK_QUEUE_TYPE_ACTIVITY` */
const activityQueue = 2;

/** A mover as Temporal knows it. */
export interface Poller {
  identity: string;
  /** Milliseconds since 1970. */
  lastSeenAt: number;
}

/** Who asked for the work of a node lately; they stay listed for minutes after they ended. */
export async function pollersOf(connection: Connection, namespace: string, node: string): Promise<Poller[]> {
  const { pollers } = await connection.workflowService.describeTaskQueue({
    namespace,
    taskQueue: { name: moverQueue(node) },
    taskQueueType: activityQueue,
  });
  return (pollers ?? []).map(({ identity, lastAccessTime }) => ({
    identity: identity ?? '',
    lastSeenAt: Number(lastAccessTime?.seconds ?? 0) * 1000,
  }));
}

/** Finds movers by asking Temporal who polls their queue. */
export function createMovers(connection: Connection, namespace: string): Movers {
  return {
    async queueFor(node) {
      const pollers = await pollersOf(connection, namespace, node);
      return pollers.some(({ lastSeenAt }) => isListening(lastSeenAt, Date.now())) ? moverQueue(node) : null;
    },
  };
}
