import { DroverError } from '../../../contract/errors.ts';
import { isFault, VimFaultError } from '../faults/vimFault.ts';
import type { VsphereSession } from '../session/vsphereSession.ts';
import { type MoRef, readRef } from '../values/moRef.ts';
import { child } from '../values/value.ts';
import type { Operation } from '../wsdl/operations.ts';
import { type TaskOutcome, waitForTask } from './waitForTask.ts';

const attempts = 4;

/**
 * Starts an operation that answers with a task and waits for its end. When another task holds the VM, that one is
 * awaited first; `made` tells what the operation would make and that one has made already.
 * @throws VimFaultError; code platform.busy when other tasks keep coming
 */
export async function runTask(
  session: VsphereSession,
  operation: Operation,
  self: MoRef,
  args: object,
  context: { vm: MoRef; signal: AbortSignal; made?: () => Promise<MoRef | undefined> },
): Promise<TaskOutcome> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      const [answer] = await session.call(operation, self, args, { signal: context.signal });
      const task = readRef(answer);
      if (task === undefined) throw new DroverError('platform.protocol', `${operation} answered without a task.`);
      return await waitForTask(session, task, { operation, vm: context.vm }, context.signal);
    } catch (error) {
      if (attempt === attempts || !isFault(error, 'TaskInProgress')) throw error;
      const other = readRef(child(error.fault.fields, 'task'));
      if (other === undefined) throw error;
      await settle(session, other, context);
      const result = await context.made?.();
      if (result !== undefined) return { state: 'done', result };
    }
  }
}

/** Waits for a task of somebody else; how it ends is not ours to judge. */
export async function settle(
  session: VsphereSession,
  task: MoRef,
  context: { vm: MoRef; signal: AbortSignal },
): Promise<void> {
  try {
    await waitForTask(session, task, { operation: 'another task', vm: context.vm }, context.signal);
  } catch (error) {
    if (!(error instanceof VimFaultError)) throw error;
  }
}
