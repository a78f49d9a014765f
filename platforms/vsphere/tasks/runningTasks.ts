import { isFault } from '../faults/vimFault.ts';
import { retrieveOne } from '../properties/retrieve.ts';
import type { VsphereSession } from '../session/vsphereSession.ts';
import { type MoRef, readRef } from '../values/moRef.ts';
import { list, text } from '../values/value.ts';

/**
 * Tasks of a VM that are queued or running and whose description matches, e.g. `VirtualMachine.createSnapshot`.
 * After a lost answer this tells whether the operation was begun all the same.
 */
export async function runningTasks(
  session: VsphereSession,
  vm: MoRef,
  description: RegExp,
  signal: AbortSignal,
): Promise<MoRef[]> {
  const found = await retrieveOne(session, vm, ['recentTask'], signal);
  const running: MoRef[] = [];
  for (const node of list(found.get('recentTask'))) {
    const task = readRef(node);
    if (task === undefined) continue;
    try {
      const info = await retrieveOne(session, task, ['info.state', 'info.descriptionId'], signal);
      const state = text(info.get('info.state'));
      const open = state === 'running' || state === 'queued';
      if (open && description.test(text(info.get('info.descriptionId')) ?? '')) running.push(task);
    } catch (error) {
      if (!isFault(error, 'ManagedObjectNotFound')) throw error;
    }
  }
  return running;
}
