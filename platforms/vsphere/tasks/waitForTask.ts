import { DroverError } from '../../../contract/errors.ts';
import { isFault, readLocalizedFault, VimFaultError } from '../faults/vimFault.ts';
import { retrieveOne } from '../properties/retrieve.ts';
import { pause } from '../session/pause.ts';
import type { VsphereSession } from '../session/vsphereSession.ts';
import { type MoRef, readRef } from '../values/moRef.ts';
import { text } from '../values/value.ts';

const firstWaitMs = 100;
const longestWaitMs = 2000;
/** A VM that asks a question holds its tasks until somebody answers; it is looked at in the third poll of each eight. */
const questionEveryPolls = 8;
const questionAtPoll = 2;

export type TaskOutcome =
  | { state: 'done'; result: MoRef | undefined }
  /** The server collected the task before its end was seen: look at the objects instead. */
  | { state: 'vanished' };

/**
 * Polls a task to its end.
 * @throws VimFaultError with the task's own fault; DroverError platform.conflict when the VM asks a question
 */
export async function waitForTask(
  session: VsphereSession,
  task: MoRef,
  context: { operation: string; vm: MoRef },
  signal: AbortSignal,
): Promise<TaskOutcome> {
  let wait = firstWaitMs;
  for (let poll = 0; ; poll += 1) {
    let info: Map<string, unknown>;
    try {
      info = await retrieveOne(session, task, ['info.state', 'info.error', 'info.result'], signal);
    } catch (error) {
      if (isFault(error, 'ManagedObjectNotFound')) return { state: 'vanished' };
      throw error;
    }
    const state = text(info.get('info.state'));
    if (state === 'success') return { state: 'done', result: readRef(info.get('info.result')) };
    if (state === 'error') {
      const object = `${context.vm.attributes.type} ${context.vm.$value}`;
      throw new VimFaultError(readLocalizedFault(info.get('info.error')), { operation: context.operation, object });
    }
    if (poll % questionEveryPolls === questionAtPoll) await refuseQuestion(session, context, signal);
    await pause(wait, signal);
    wait = Math.min(wait * 1.6, longestWaitMs);
  }
}

async function refuseQuestion(
  session: VsphereSession,
  context: { operation: string; vm: MoRef },
  signal: AbortSignal,
): Promise<void> {
  const found = await retrieveOne(session, context.vm, ['runtime.question'], signal);
  const question = text(found.get('runtime.question'), 'text');
  if (question === undefined) return;
  throw new DroverError('platform.conflict', `${context.operation} waits for an answer to a question of the VM.`, {
    evidence: [`VM ${context.vm.$value}`, `question ${question}`],
  });
}
