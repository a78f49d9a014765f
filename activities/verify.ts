import { Context } from '@temporalio/activity';
import type { TargetVolume } from '../ports/targetPlatform.ts';
import type { VerifyOutcome } from '../ports/transfer.ts';
import { hooksOf } from './copy.ts';
import type { MoverDependencies } from './dependencies.ts';
import { alive } from './heartbeat.ts';

export interface VerifyInput {
  migrationId: string;
  diskId: string;
  capacityBytes: number;
  round: number;
  target: TargetVolume;
}

export function verifyActivities({ transfer, progress }: MoverDependencies) {
  return {
    /** Reads the volume back in another process and compares it with the ledger. A mismatch is a result. */
    verifyDisk: (input: VerifyInput): Promise<VerifyOutcome> =>
      alive((running) => {
        const { workflowExecution, activityId } = Context.current().info;
        const call = `${workflowExecution?.runId} ${activityId}`;
        return transfer.verify({ ...input, call }, hooksOf(running, progress, { ...input, kind: 'verify' }));
      }),

    /** Removes journals and ledgers of a migration that is over. */
    forgetTransfer: (input: { migrationId: string }): Promise<void> => alive(() => transfer.forget(input.migrationId)),
  };
}
