import { DroverError } from '../../../contract/errors.ts';
import { isFault } from '../faults/vimFault.ts';
import { snapshotRef, vmRef } from '../machine/configuration.ts';
import type { VsphereSession } from '../session/vsphereSession.ts';
import { runningTasks } from '../tasks/runningTasks.ts';
import { runTask, settle } from '../tasks/runTask.ts';
import { consolidate } from './consolidate.ts';
import { retrieveTree } from './readSnapshot.ts';

/**
 * Removes one snapshot, never its children, and merges its disks. Gone already is success.
 * @param lockMs how long a locked disk file is waited for
 * @throws DroverError source.snapshot-not-removed when it stays locked
 */
export async function removeSnapshot(
  session: VsphereSession,
  vm: string,
  snapshot: string,
  signal: AbortSignal,
  lockMs?: number,
): Promise<void> {
  const context = { vm: vmRef(vm), signal };
  let lost: unknown;
  for (let attempt = 0; attempt < 2; attempt += 1) {
    for (const task of await runningTasks(session, context.vm, /remove.*snapshot|snapshot\.remove/i, signal)) {
      await settle(session, task, context);
    }
    if (!(await exists(session, vm, snapshot, signal))) return consolidate(session, vm, signal, lockMs);
    try {
      await runTask(
        session,
        'RemoveSnapshot_Task',
        snapshotRef(snapshot),
        { removeChildren: false, consolidate: true },
        context,
      );
    } catch (error) {
      const open = error instanceof DroverError && error.code === 'platform.outcome-unknown';
      if (!open && !isFault(error, 'ManagedObjectNotFound')) throw error;
      lost = error;
    }
  }
  if (await exists(session, vm, snapshot, signal)) {
    throw new DroverError('platform.outcome-unknown', `The snapshot ${snapshot} of ${vm} is still there.`, {
      evidence: [lost instanceof Error ? lost.message : 'its removal ended without an error'],
    });
  }
  await consolidate(session, vm, signal, lockMs);
}

async function exists(session: VsphereSession, vm: string, snapshot: string, signal: AbortSignal): Promise<boolean> {
  const tree = await retrieveTree(session, vm, signal);
  return tree.some((entry) => entry.ref.$value === snapshot);
}
