import {
  ActivityCancellationType,
  ActivityFailure,
  ApplicationFailure,
  proxyActivities,
  TimeoutFailure,
} from '@temporalio/workflow';
import type { FailureDetails } from '../../activities/failure.ts';
import type { MoverActivities } from '../../activities/index.ts';
import { controlQueue } from '../names.ts';
import { control } from './activities.ts';
import type { MigrationRun } from './migrationRun.ts';

/** A mover that restarts is back within it; one that died for good is told by it. */
const patienceMs = 600_000;

/**
 * Calls that move bytes: as long as the disk is large. Work that nobody takes up is given up only when no mover listens
 * any more; a mover that is busy or starts anew is waited for.
 * @param work gets a number for what writes: of two attempts the one with the higher may
 * @throws ApplicationFailure mover.unreachable
 */
export async function onMover<T>(
  run: MigrationRun,
  at: { queue: string; summary: string },
  work: (mover: MoverActivities, epoch: number) => Promise<T>,
): Promise<T> {
  for (;;) {
    try {
      return await work(moverOn(run, at), run.nextEpoch());
    } catch (error) {
      if (!nobodyStarted(error)) throw error;
      if (!(await control.moverListens({ node: run.internals.node ?? '' }))) throw unreachable(run, at.summary);
    }
  }
}

/** Temporal Web shows the summary beside each call. */
function moverOn({ internals }: MigrationRun, { queue, summary }: { queue: string; summary: string }): MoverActivities {
  // Without a mover the control workers export: those are there, or nothing is decided either.
  const waits = queue === controlQueue ? {} : { scheduleToStartTimeout: internals.moverPatienceMs ?? patienceMs };
  return proxyActivities<MoverActivities>({
    ...waits,
    taskQueue: queue,
    summary,
    startToCloseTimeout: '30 days',
    heartbeatTimeout: '10 seconds',
    cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
    retry: { initialInterval: '1 second', maximumInterval: '30 seconds', backoffCoefficient: 2, maximumAttempts: 30 },
  });
}

function nobodyStarted(error: unknown): boolean {
  if (!(error instanceof ActivityFailure)) return false;
  return error.cause instanceof TimeoutFailure && error.cause.timeoutType === 'SCHEDULE_TO_START';
}

function unreachable({ internals }: MigrationRun, summary: string): ApplicationFailure {
  const details: FailureDetails = {
    remedy: `Start the mover on node ${internals.node}, then retry: it goes on from its journal.`,
    evidence: [`nobody took up: ${summary}`],
  };
  return ApplicationFailure.create({
    type: 'mover.unreachable',
    message: `No mover listens on ${internals.moverQueue} any more.`,
    nonRetryable: true,
    details: [details],
  });
}
