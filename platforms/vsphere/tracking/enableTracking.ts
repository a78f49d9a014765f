import { DroverError } from '../../../contract/errors.ts';
import { isTrackingSnapshot } from '../../../domain/names.ts';
import type { SnapshotRequest } from '../../../ports/sourcePlatform.ts';
import type { Disk } from '../devices/disks.ts';
import { readPower, retrieveDisks, snapshotRef, vmRef } from '../machine/configuration.ts';
import { retrieveOne } from '../properties/retrieve.ts';
import type { VsphereSession } from '../session/vsphereSession.ts';
import { createSnapshot } from '../snapshots/createSnapshot.ts';
import { removeSnapshot } from '../snapshots/removeSnapshot.ts';
import { settledTree } from '../snapshots/settledTree.ts';
import { readSnapshotTree } from '../snapshots/snapshotTree.ts';
import { runTask } from '../tasks/runTask.ts';
import { child, flag, text } from '../values/value.ts';

const cleanUpMs = 60_000;
const paths = ['capability.changeTrackingSupported', 'config.changeTrackingEnabled', 'runtime.powerState', 'snapshot'];

/**
 * Turns change tracking on. On a running VM it takes effect at the next stun only, so a snapshot is made and removed;
 * the flag itself proves nothing, a change id in a snapshot does.
 * @throws DroverError platform.unsupported when the VM cannot track, platform.conflict when snapshots are in the way
 */
export async function enableTracking(
  session: VsphereSession,
  vm: string,
  snapshot: Omit<SnapshotRequest, 'quiesce'>,
  signal: AbortSignal,
): Promise<void> {
  const found = await retrieveOne(session, vmRef(vm), paths, signal);
  if (flag(found.get('capability.changeTrackingSupported')) === false) {
    throw new DroverError('platform.unsupported', `The VM ${vm} cannot track changed blocks.`, {
      evidence: ['capability.changeTrackingSupported is false; hardware version 7 or newer is needed'],
    });
  }
  const tree = readSnapshotTree(child(found.get('snapshot'), 'rootSnapshotList'));
  const foreign = tree.filter((entry) => !isTrackingSnapshot(entry.name));
  if (tree.length > foreign.length) await removeStun(session, vm, signal);
  if (flag(found.get('config.changeTrackingEnabled')) !== true) {
    if (foreign.length > 0) {
      throw new DroverError(
        'platform.conflict',
        `Change tracking of ${vm} cannot be turned on while snapshots exist.`,
        {
          evidence: foreign.map(({ ref, name }) => `snapshot ${ref.$value} "${name}"`),
        },
      );
    }
    const spec = { changeTrackingEnabled: true };
    await runTask(session, 'ReconfigVM_Task', vmRef(vm), { spec }, { vm: vmRef(vm), signal });
  }
  if (readPower(text(found.get('runtime.powerState'))) === 'off') return;
  // The first snapshot is itself the stun; where its configuration was written before, the second shows the ids.
  if (await stun(session, vm, snapshot, signal)) return;
  if (await stun(session, vm, snapshot, signal)) return;
  throw new DroverError('platform.unsupported', `Change tracking of ${vm} is on but does not take effect.`, {
    evidence: ['no disk of a new snapshot carries a change id'],
  });
}

/** Makes and removes a snapshot; whether every disk that can be tracked is. */
async function stun(
  session: VsphereSession,
  vm: string,
  snapshot: Omit<SnapshotRequest, 'quiesce'>,
  signal: AbortSignal,
): Promise<boolean> {
  try {
    const { ref } = await createSnapshot(session, vm, { ...snapshot, quiesce: false }, signal);
    const disks = await retrieveDisks(session, snapshotRef(ref), signal);
    return disks.filter(trackable).every((disk) => disk.changeId !== null);
  } finally {
    // Also after an abort nothing of ours may stay.
    await removeStun(session, vm, signal.aborted ? AbortSignal.timeout(cleanUpMs) : signal);
  }
}

async function removeStun(session: VsphereSession, vm: string, signal: AbortSignal): Promise<void> {
  const tree = await settledTree(session, vm, signal);
  for (const { ref } of tree.filter((entry) => isTrackingSnapshot(entry.name))) {
    await removeSnapshot(session, vm, ref.$value, signal);
  }
}

function trackable(disk: Disk): boolean {
  const backing = disk.backing === 'flat' || disk.backing === 'sesparse' || disk.backing === 'rdm-virtual';
  return backing && disk.mode === 'persistent' && !disk.shared;
}
