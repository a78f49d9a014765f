import { setImmediate as yieldToOthers } from 'node:timers/promises';
import type { LabSnapshotRoots } from '../../../contract/lab.ts';
import { diskRoot } from '../diskRoot.ts';
import type { Machine } from '../machines/machine.ts';
import type { MachineSnapshot } from './machineSnapshot.ts';

/** Larger disks exist for their capacity alone; hashing their zeros would take hours. */
const largestHashedBytes = 16 * 1024 ** 3;

/** Hashes the frozen disks of a machine that is off; the result also stays with the machine. */
export async function computeRoots(machine: Machine, snapshot: MachineSnapshot): Promise<LabSnapshotRoots> {
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
