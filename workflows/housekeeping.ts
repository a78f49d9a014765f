import { proxyActivities } from '@temporalio/workflow';
import type { ControlActivities } from '../activities/index.ts';
import type { SweepResult } from '../activities/sweep.ts';

const sweep = proxyActivities<ControlActivities>({
  startToCloseTimeout: '1 hour',
  heartbeatTimeout: '30 seconds',
  retry: { maximumAttempts: 3 },
});

/** Runs on a schedule: removes what crashes left behind, and artifacts whose time is over. */
export async function housekeeping(): Promise<{ snapshots: SweepResult; artifacts: SweepResult }> {
  return { snapshots: await sweep.sweepSnapshots(), artifacts: await sweep.sweepArtifacts() };
}
