import { DroverError } from '../../../contract/errors.ts';
import type { SnapshotRequest, SourceSnapshot } from '../../../ports/sourcePlatform.ts';
import { isFault } from '../faults/vimFault.ts';
import { retrievePower, snapshotRef, vmRef } from '../machine/configuration.ts';
import type { VsphereSession } from '../session/vsphereSession.ts';
import { runTask } from '../tasks/runTask.ts';
import { readSnapshot } from './readSnapshot.ts';
import { settledTree } from './settledTree.ts';

const quiesceFaults = ['ApplicationQuiesceFault', 'FilesystemQuiesceFault', 'ToolsUnavailable', 'Timedout'];

/**
 * Takes a snapshot of the disks without memory. Idempotent by name: one that exists is returned, a creation that runs
 * is awaited. When the guest cannot be quiesced it is asked once more, then the snapshot is crash-consistent.
 */
export async function createSnapshot(
  session: VsphereSession,
  vm: string,
  request: SnapshotRequest,
  signal: AbortSignal,
): Promise<SourceSnapshot> {
  const existing = await findByName(session, vm, request.name, signal);
  if (existing !== undefined) return readSnapshot(session, vm, existing, signal);
  const quiesce = request.quiesce && (await retrievePower(session, vm, signal)) === 'on';
  const attempts = quiesce ? [true, true, false] : [false];
  for (const [index, quiesced] of attempts.entries()) {
    try {
      const made = await takeOrFind(session, vm, { ...request, quiesce: quiesced }, signal);
      return await readSnapshot(session, vm, made, signal);
    } catch (error) {
      if (index === attempts.length - 1 || !isFault(error, ...quiesceFaults)) throw error;
    }
  }
  throw new DroverError('internal', 'A snapshot was neither taken nor refused.');
}

async function takeOrFind(
  session: VsphereSession,
  vm: string,
  request: SnapshotRequest,
  signal: AbortSignal,
): Promise<string> {
  const find = () => findByName(session, vm, request.name, signal);
  const made = async () => {
    const found = await find();
    return found === undefined ? undefined : snapshotRef(found);
  };
  const context = { vm: vmRef(vm), signal, made };
  const args = { name: request.name, description: request.description, memory: false, quiesce: request.quiesce };
  try {
    const outcome = await runTask(session, 'CreateSnapshot_Task', context.vm, args, context);
    if (outcome.state === 'done' && outcome.result !== undefined) return outcome.result.$value;
  } catch (error) {
    if (!(error instanceof DroverError) || error.code !== 'platform.outcome-unknown') throw error;
    const found = await find();
    if (found === undefined) throw error;
    return found;
  }
  const found = await find();
  if (found !== undefined) return found;
  throw new DroverError('platform.outcome-unknown', `The snapshot "${request.name}" of ${vm} did not appear.`, {
    evidence: ['the task of its creation was collected by the server before its end was seen'],
  });
}

async function findByName(
  session: VsphereSession,
  vm: string,
  name: string,
  signal: AbortSignal,
): Promise<string | undefined> {
  const tree = await settledTree(session, vm, signal);
  return tree.find((entry) => entry.name === name)?.ref.$value;
}
