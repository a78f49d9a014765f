import { DroverError } from '../../../contract/errors.ts';
import { isFault } from '../faults/vimFault.ts';
import { vmRef } from '../machine/configuration.ts';
import { retrieveOne } from '../properties/retrieve.ts';
import { pause } from '../session/pause.ts';
import type { VsphereSession } from '../session/vsphereSession.ts';
import { runTask } from '../tasks/runTask.ts';
import { flag } from '../values/value.ts';

/** Where nobody says how long a lock on a disk file is waited for; merging itself takes what it takes. */
const usualLockMs = 10 * 60_000;
const firstWaitMs = 500;
const longestWaitMs = 20_000;

/**
 * Merges delta files that a removal left behind. Without this the next snapshot would not freeze the base file.
 * @throws DroverError source.snapshot-not-removed when a file stays locked
 */
export async function consolidate(
  session: VsphereSession,
  vm: string,
  signal: AbortSignal,
  lockMs = usualLockMs,
): Promise<void> {
  const deadline = Date.now() + lockMs;
  let wait = firstWaitMs;
  let last = '';
  while (await needed(session, vm, signal)) {
    if (Date.now() > deadline) {
      throw new DroverError('source.snapshot-not-removed', `The disks of ${vm} still need consolidation.`, {
        evidence: [
          `left: delta files of ${vm}, which need consolidation; the snapshot itself is gone`,
          `a lock on them was waited for for ${lockMs / 60_000} min (snapshots.lockMinutes)`,
          last,
        ],
      });
    }
    try {
      await runTask(session, 'ConsolidateVMDisks_Task', vmRef(vm), {}, { vm: vmRef(vm), signal });
      if (!(await needed(session, vm, signal))) return;
    } catch (error) {
      if (!isFault(error, 'FileLocked', 'TaskInProgress', 'InvalidState', 'FileFault', 'GenericVmConfigFault'))
        throw error;
      last = error.message;
    }
    await pause(wait, signal);
    wait = Math.min(wait * 2, longestWaitMs);
  }
}

async function needed(session: VsphereSession, vm: string, signal: AbortSignal): Promise<boolean> {
  const found = await retrieveOne(session, vmRef(vm), ['runtime.consolidationNeeded'], signal);
  return flag(found.get('runtime.consolidationNeeded')) === true;
}
