import { setImmediate as yieldToOthers } from 'node:timers/promises';
import type { LabSnapshotRoots } from '../../../contract/lab.ts';
import { diskRoot } from '../diskRoot.ts';
import type { Machine } from '../machines/machine.ts';
import type { World } from '../world.ts';
import type { MachineSnapshot } from './machineSnapshot.ts';

/** Larger disks exist for their capacity alone; hashing their zeros would take hours. */
const largestHashedBytes = 16 * 1024 ** 3;

/** Begins to hash the frozen disks of a snapshot; the result also stays with its machine. */
export function beginRoots(world: World, snapshot: MachineSnapshot): void {
  const roots = computeRoots(snapshot.machine, snapshot);
  snapshot.roots = roots;
  // Whoever asks for it sees the failure; nobody may ask.
  roots.then(() => world.changed()).catch(() => undefined);
}

async function computeRoots(machine: Machine, snapshot: MachineSnapshot): Promise<LabSnapshotRoots> {
  const disks: LabSnapshotRoots['disks'] = [];
  for (const { key, capacityBytes } of snapshot.disks) {
    if (capacityBytes > largestHashedBytes) continue;
    const root = await diskRoot(capacityBytes, async (offset, length) => {
      await yieldToOthers();
      return machine.backing.readSnapshot(snapshot.ref.id, key, offset, length);
    });
    disks.push({ diskKey: key, uuid: machine.disk(key)?.uuid ?? '', capacityBytes, root });
  }
  const roots = { snapshot: snapshot.ref.id, name: snapshot.name, takenAt: snapshot.createdAt.toISOString(), disks };
  machine.roots.push(roots);
  return roots;
}
