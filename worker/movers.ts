import type { Connection } from '@temporalio/client';
import { isListening } from '../domain/moverFreshness.ts';
import type { Movers } from '../ports/movers.ts';
import { moverQueue } from '../workflows/names.ts';

/** `temporal.api.enums.v1.TaskQueueType.TASK_QUEUE_TYPE_ACTIVITY` */
const activityQueue = 2;

/** Finds movers by asking Temporal who polls their queue. */
export function createMovers(connection: Connection, namespace: string): Movers {
  return {
    async queueFor(node) {
      const name = moverQueue(node);
      const { pollers } = await connection.workflowService.describeTaskQueue({
        namespace,
        taskQueue: { name },
        taskQueueType: activityQueue,
      });
      const seen = (pollers ?? []).map((poller) => Number(poller.lastAccessTime?.seconds ?? 0) * 1000);
      return seen.some((at) => isListening(at, Date.now())) ? name : null;
    },
  };
}
