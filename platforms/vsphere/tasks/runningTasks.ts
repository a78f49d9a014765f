import { retrieveAlong } from '../properties/retrieve.ts';
import type { VsphereSession } from '../session/vsphereSession.ts';
import type { MoRef } from '../values/moRef.ts';
import { text } from '../values/value.ts';

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
  const wanted = { type: 'Task', pathSet: ['info.state', 'info.descriptionId'] };
  const tasks = await retrieveAlong(session, vm, 'recentTask', wanted, signal);
  return tasks.flatMap(({ ref, properties }) => {
    const state = text(properties.get('info.state'));
    const open = state === 'running' || state === 'queued';
    return open && description.test(text(properties.get('info.descriptionId')) ?? '') ? [ref] : [];
  });
}
