import type { Connection } from '@temporalio/client';
import type { Movers } from '../ports/movers.ts';
import { moverQueue } from '../workflows/names.ts';

/** Pollers of a queue that ended stay listed for minutes; one that lives asks at least once a minute. */
const freshMs = 70_000;
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
      return seen.some((at) => Date.now() - at < freshMs) ? name : null;
    },
  };
}
