import type { Machine, Power } from '../machines/machine.ts';
import { takesSnapshots } from '../machines/machineDisk.ts';
import { type FrozenDisk, MachineSnapshot } from '../snapshots/machineSnapshot.ts';
import { beginRoots } from '../snapshots/snapshotRoots.ts';
import { ref } from '../vim/values.ts';
import type { World } from '../world.ts';

/** The snapshot tree of a machine and the chains of its disks: on a datastore they outlive the crash of a host. */
export interface SavedSnapshots {
  tree: SavedSnapshot[];
  current: string | undefined;
  layers: string[];
  moment: number;
  consolidationNeeded: boolean;
  chains: { key: number; files: string[]; nextDelta: number }[];
}

interface SavedSnapshot {
  id: string;
  number: number;
  name: string;
  description: string;
  quiesced: boolean;
  parent: string | undefined;
  moment: number;
  disks: readonly FrozenDisk[];
  takenAt: string;
  powerWhenTaken: Power;
}

export function savedSnapshots(machine: Machine): SavedSnapshots {
  return {
    tree: machine.snapshots.map((snapshot) => {
      const { number, name, description, quiesced, parent, moment, disks, powerWhenTaken } = snapshot;
      const [id, takenAt] = [snapshot.ref.id, snapshot.createdAt.toISOString()];
      return { id, number, name, description, quiesced, parent, moment, disks, takenAt, powerWhenTaken };
    }),
    current: machine.currentSnapshot,
    layers: machine.layers,
    moment: machine.moment,
    consolidationNeeded: machine.consolidationNeeded,
    chains: machine.disks.map(({ key, files, nextDelta }) => ({ key, files, nextDelta })),
  };
}

/** Puts the tree back, but for snapshots whose bytes were lost in the crash. */
export async function restoreSnapshots(
  world: World,
  machine: Machine,
  saved: SavedSnapshots | undefined,
): Promise<void> {
  const frozen = new Set(machine.backing.frozenSnapshots());
  for (const id of frozen) if (!saved?.layers.includes(id)) await machine.backing.dropSnapshot(id);
  if (saved === undefined) return;
  machine.moment = saved.moment;
  machine.consolidationNeeded = saved.consolidationNeeded;
  machine.layers = saved.layers.filter((id) => frozen.has(id));
  for (const disk of machine.disks.filter(takesSnapshots)) {
    const chain = saved.chains.find(({ key }) => key === disk.key);
    if (chain === undefined) continue;
    disk.nextDelta = chain.nextDelta;
    // The link that a snapshot froze is followed by the one written after it.
    disk.files = chain.files.filter((_, link) => link === 0 || frozen.has(saved.layers[link - 1] ?? ''));
  }
  const tree = saved.tree.filter(({ id }) => frozen.has(id));
  const kept = (id: string | undefined) => (tree.some((one) => one.id === id) ? id : undefined);
  machine.currentSnapshot = kept(saved.current);
  for (const { id, takenAt, powerWhenTaken, ...rest } of tree) {
    const snapshot = new MachineSnapshot({
      ...rest,
      ref: ref('VirtualMachineSnapshot', id),
      machine,
      parent: kept(rest.parent),
      taken: { at: new Date(takenAt), power: powerWhenTaken },
    });
    machine.snapshots.push(world.add(snapshot));
    const known = machine.roots.some((roots) => roots.snapshot === id);
    if (powerWhenTaken !== 'poweredOn' && !known) beginRoots(world, snapshot);
  }
}
