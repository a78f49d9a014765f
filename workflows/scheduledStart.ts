import { proxyActivities, sleep, workflowInfo } from '@temporalio/workflow';
import type { ControlActivities } from '../activities/index.ts';

export interface ScheduledStartInput {
  scheduleId: string;
  /** Who ran it by hand; null: it was due. */
  by: string | null;
}

/** The attempts at VMs that cannot be asked or are refused for now, and the time between two. */
const attempts = 5;
const pause = '2 minutes';

const { beginScheduledRun, startScheduledVms, endScheduledRun } = proxyActivities<
  Pick<ControlActivities, 'beginScheduledRun' | 'startScheduledVms' | 'endScheduledRun'>
>({
  startToCloseTimeout: '10 minutes',
  heartbeatTimeout: '30 seconds',
  // A database that is down for a night: the run begins late or is told as late, it is not lost.
  retry: { initialInterval: '1 second', maximumInterval: '1 minute' },
});

/** What a schedule does when it is due: the VMs of its wave are asked to start, each for itself. */
export async function scheduledStart({ scheduleId, by }: ScheduledStartInput): Promise<void> {
  const { workflowId: runId } = workflowInfo();
  const begun = await beginScheduledRun({ runId, scheduleId, scheduledAt: dueAt().toISOString(), by });
  if (!begun) return;
  for (let attempt = 1; attempt <= attempts; ) {
    const { dealtWith, left } = await startScheduledVms({ runId, last: attempt === attempts });
    if (left === 0) break;
    if (dealtWith > 0) continue;
    attempt += 1;
    if (attempt <= attempts) await sleep(pause);
  }
  await endScheduledRun({ runId });
}

/** Temporal tells a workflow that a schedule has started when it was due, whatever the jitter or delay. */
function dueAt(): Date {
  const { searchAttributes, startTime } = workflowInfo();
  const [due] = (searchAttributes['TemporalScheduledStartTime'] ?? []) as Date[];
  return due ?? startTime;
}
