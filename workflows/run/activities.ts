import { ActivityCancellationType, proxyActivities } from '@temporalio/workflow';
import type { ControlActivities, MoverActivities } from '../../activities/index.ts';
import { controlQueue } from '../names.ts';

const onPlatforms = {
  taskQueue: controlQueue,
  heartbeatTimeout: '15 seconds',
  cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
  retry: { initialInterval: '1 second', maximumInterval: '15 seconds', backoffCoefficient: 2, maximumAttempts: 8 },
} as const;

/** Calls on platforms: minutes at most. What a person must mend is not tried again. */
export const control = proxyActivities<
  Omit<ControlActivities, keyof typeof removal | 'importDisk' | 'pictureTarget' | 'watchRoom'>
>({
  ...onPlatforms,
  startToCloseTimeout: '2 hours',
});

/**
 * Removing snapshots ends by itself when the plan's budget for it is used up (at most 30 days), with what is left. A
 * worker that died is told by its heartbeats.
 */
export const removal = proxyActivities<Pick<ControlActivities, 'dropSnapshot' | 'removeSnapshots'>>({
  ...onPlatforms,
  startToCloseTimeout: '31 days',
});

/**
 * A look at the room beside a snapshot that stands, again and again. Between two looks the server waits, so that neither
 * a worker nor the history is used by it, however long the snapshot stands.
 */
export function watchRoomEvery(everyMs: number): ControlActivities['watchRoom'] {
  return proxyActivities<Pick<ControlActivities, 'watchRoom'>>({
    taskQueue: controlQueue,
    summary: 'room beside the snapshot',
    startToCloseTimeout: '2 minutes',
    heartbeatTimeout: '15 seconds',
    retry: { initialInterval: everyMs, maximumInterval: everyMs, backoffCoefficient: 1 },
  }).watchRoom;
}

/** As long as the disk is large and the target's storage slow; a worker that died is told by its heartbeats. */
export const { importDisk } = proxyActivities<Pick<ControlActivities, 'importDisk'>>({
  ...onPlatforms,
  startToCloseTimeout: '30 days',
});

/** A look at the target's screen: bounded, and its failure never stops a run. */
export const { pictureTarget } = proxyActivities<Pick<ControlActivities, 'pictureTarget'>>({
  taskQueue: controlQueue,
  summary: "picture of the target's screen",
  startToCloseTimeout: '40 seconds',
  scheduleToCloseTimeout: '1 minute',
  heartbeatTimeout: '15 seconds',
  retry: { initialInterval: '1 second', maximumAttempts: 2 },
});

/** Journals and ledgers of a run that is over. Its mover may be gone for good: then they are listed, not waited for. */
export function forgetTransferOn(taskQueue: string): MoverActivities['forgetTransfer'] {
  return proxyActivities<Pick<MoverActivities, 'forgetTransfer'>>({
    taskQueue,
    startToCloseTimeout: '20 seconds',
    scheduleToCloseTimeout: '20 seconds',
    heartbeatTimeout: '5 seconds',
  }).forgetTransfer;
}

/** The projection: bounded, and its failure never stops a run. */
export const projection = proxyActivities<Pick<ControlActivities, 'record'>>({
  taskQueue: controlQueue,
  summary: 'tell the lists',
  startToCloseTimeout: '10 seconds',
  scheduleToCloseTimeout: '1 minute',
  retry: { initialInterval: '500 milliseconds', maximumInterval: '5 seconds', maximumAttempts: 5 },
});
