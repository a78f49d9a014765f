import { vmRef } from '../machine/configuration.ts';
import type { VsphereSession } from '../session/vsphereSession.ts';
import { runningTasks } from '../tasks/runningTasks.ts';
import { settle } from '../tasks/runTask.ts';
import { retrieveTree } from './readSnapshot.ts';
import type { TreeEntry } from './snapshotTree.ts';

/**
 * The snapshots of a VM after creations that are under way have ended. A caller that was interrupted while one of its
 * own was being made would otherwise not see it, and leave it behind.
 */
export async function settledTree(session: VsphereSession, vm: string, signal: AbortSignal): Promise<TreeEntry[]> {
  const ref = vmRef(vm);
  for (const task of await runningTasks(session, ref, /createSnapshot/i, signal)) {
    await settle(session, task, { vm: ref, signal });
  }
  return retrieveTree(session, vm, signal);
}
