import type { Machine } from '../machines/machine.ts';
import { takesSnapshots } from '../machines/machineDisk.ts';
import { activateTracking, resetTracking } from '../tracking/activation.ts';
import { fileFault } from '../vim/vimFault.ts';
import type { World } from '../world.ts';
import type { MachineSnapshot } from './machineSnapshot.ts';

/** Takes a snapshot out of the tree and, unless that fails or is not wanted, merges its delta. */
export async function removeSnapshot(
  world: World,
  snapshot: MachineSnapshot,
  options: { removeChildren: boolean; consolidate: boolean },
): Promise<void> {
  const { machine } = snapshot;
  const reverts = machine.backing.revert && world.faults.strike('snapshot-reverted', { vm: machine.id });
  if (reverts !== undefined) await revert(snapshot);
  if (options.removeChildren) {
    for (const child of snapshot.children()) await removeSnapshot(world, child, options);
  }
  for (const child of snapshot.children()) child.parent = snapshot.parent;
  if (machine.currentSnapshot === snapshot.ref.id) machine.currentSnapshot = snapshot.parent;
  machine.snapshots = machine.snapshots.filter((one) => one !== snapshot);
  world.remove(snapshot.ref.id);
  const merges = options.consolidate && world.faults.strike('consolidation-needed', { vm: machine.id }) === undefined;
  // Its roots are still being read from the frozen bytes.
  await snapshot.roots?.catch(() => undefined);
  if (merges) await mergeLayer(machine, snapshot.ref.id);
  else machine.consolidationNeeded = true;
  activateTracking(machine);
  machine.touch();
  world.changed();
}

/** The disks are again as the snapshot froze them, and tracking begins anew. A machine that ran is powered on again. */
async function revert({ machine, ref }: MachineSnapshot): Promise<void> {
  const ran = machine.power() === 'poweredOn';
  await machine.backing.powerOff();
  await machine.backing.revert?.(ref.id);
  machine.currentSnapshot = ref.id;
  resetTracking(machine);
  if (ran) await machine.backing.powerOn();
}

/** Merges the deltas that belong to no snapshot of the tree any more. */
export async function consolidate(world: World, machine: Machine): Promise<void> {
  if (world.faults.strike('consolidate-locked', { vm: machine.id }) !== undefined) {
    throw fileFault('FileLocked', `[${machine.placement.datastore.spec.name}] ${machine.disks[0]?.files.at(-1) ?? ''}`);
  }
  const strays = machine.layers.filter((layer) => machine.snapshot(layer) === undefined);
  for (const layer of strays) await mergeLayer(machine, layer);
  machine.consolidationNeeded = false;
  machine.touch();
  world.changed();
}

async function mergeLayer(machine: Machine, layer: string): Promise<void> {
  const index = machine.layers.indexOf(layer);
  if (index < 0) return;
  // The link that the snapshot froze takes in the one written after it.
  for (const disk of machine.disks.filter(takesSnapshots)) disk.files.splice(index + 1, 1);
  machine.layers.splice(index, 1);
  await machine.backing.dropSnapshot(layer);
}
