import { join } from 'node:path';
import type { Accelerator } from '../../qemu/accelerator.ts';
import { fileStem, Machine } from '../machines/machine.ts';
import { diskKey } from '../machines/machineDisk.ts';
import { MachineObject } from '../machines/machineProperties.ts';
import { freeze } from '../snapshots/takeSnapshot.ts';
import { SyntheticBacking } from '../syntheticBacking.ts';
import { activateTracking } from '../tracking/activation.ts';
import type { VmBacking } from '../vmBacking.ts';
import type { World } from '../world.ts';
import { buildDatacenter, FolderTree } from './buildInfrastructure.ts';
import { guestBacking, withImageSizes } from './guestBacking.ts';
import type { InventorySpec, MachineSpec } from './inventorySpec.ts';
import type { Placement } from './placement.ts';
import { restoreSnapshots } from './savedSnapshots.ts';
import { keepMachineState, type SavedMachine } from './savedState.ts';

/** Fills the world from an inventory and what was saved of an earlier run. */
export async function placeMachines(
  world: World,
  options: {
    inventory: InventorySpec;
    directory: string;
    guests?: string;
    /** Of the live guests. */
    accelerator: () => Promise<Accelerator>;
    saved: Record<string, SavedMachine>;
    /** Names of machines that are not powered on, whatever they were. */
    asleep: ReadonlySet<string>;
  },
): Promise<void> {
  const tree = new FolderTree(world);
  for (const datacenter of options.inventory.datacenters) buildDatacenter(world, tree, datacenter);
  const taken = new Set<string>();
  let number = 100;
  for (const entry of options.inventory.machines) {
    number += 1;
    if (entry.guest !== undefined && options.guests === undefined) continue;
    const live = entry.guest !== undefined && options.guests !== undefined;
    const spec = live ? withImageSizes(entry, options.guests ?? '') : entry;
    const id = `vm-${number}`;
    const placement = findPlacement(world, tree, spec);
    const saved = options.saved[id];
    const backing = await makeBacking({
      world,
      spec,
      id,
      saved,
      directory: join(options.directory, 'vms', id),
      guests: options.guests,
      accelerator: options.accelerator,
      asleep: options.asleep.has(spec.name),
    });
    const machine = new Machine(id, {
      spec,
      placement,
      backing,
      directory: freeDirectory(taken, placement, spec.name),
    });
    restore(machine, saved);
    tree.put(placement.folder, machine.ref);
    world.machines.set(id, machine);
    world.add(new MachineObject(machine));
    if (saved !== undefined) await backing.resetTracking();
    await restoreSnapshots(world, machine, saved?.snapshots);
    activateTracking(machine);
    for (const name of saved === undefined ? (spec.snapshots ?? []) : []) {
      await freeze(world, machine, { name, description: 'was there before', quiesce: false });
    }
    machine.recordPower();
    keepMachineState(world, machine);
  }
}

function restore(machine: Machine, saved: SavedMachine | undefined): void {
  if (saved === undefined) return;
  machine.name = saved.name;
  machine.annotation = saved.annotation;
  machine.changeTracking = saved.changeTracking;
  machine.extraConfig = new Map(Object.entries(saved.extraConfig));
  machine.suspended = saved.power === 'suspended';
  machine.powerHistory.push(...saved.powerHistory);
  machine.roots = saved.roots;
  for (const disk of machine.disks) disk.capacityBytes = saved.capacities[disk.key] ?? disk.capacityBytes;
}

async function makeBacking(options: {
  world: World;
  spec: MachineSpec;
  id: string;
  saved: SavedMachine | undefined;
  directory: string;
  guests: string | undefined;
  accelerator: () => Promise<Accelerator>;
  asleep: boolean;
}): Promise<VmBacking> {
  const { world, spec, id, saved, directory, guests } = options;
  const disks = spec.disks.map((disk) => {
    const controller = spec.controllers[disk.controller];
    if (controller === undefined) throw new Error(`${spec.name}: a disk names a controller that is not there`);
    const key = diskKey(controller, disk.unit);
    return { key, capacityBytes: saved?.capacities[key] ?? disk.capacityBytes, filled: disk.filled ?? 0.4 };
  });
  const poweredOn = !options.asleep && (saved?.power ?? spec.power) === 'poweredOn';
  if (spec.guest !== undefined && guests !== undefined) {
    const accelerator = await options.accelerator();
    return guestBacking({ spec, directory, guests, keys: disks.map((disk) => disk.key), poweredOn, accelerator });
  }
  return new SyntheticBacking({
    directory,
    disks,
    seed: `${id}/${spec.name}`,
    writer: spec.writer ?? { bytesPerSecond: 0, workingSetBytes: 1 << 20 },
    poweredOn,
    shutdownMilliseconds: world.settings.shutdownMilliseconds,
  });
}

function findPlacement(world: World, tree: FolderTree, spec: MachineSpec): Placement {
  const datacenter = world.datacenters.find((one) => one.path.split('/').at(-1) === spec.datacenter);
  const host = datacenter?.hosts.find((one) => one.spec.name === spec.host);
  const datastore = datacenter?.datastores.find((one) => one.spec.name === spec.datastore);
  if (datacenter === undefined || host === undefined || datastore === undefined) {
    throw new Error(
      `${spec.name}: datacenter ${spec.datacenter} with ${spec.host} and ${spec.datastore} is not in the inventory`,
    );
  }
  const folder = tree.at(datacenter.vmFolder, spec.folders ?? [], { letter: 'v', childType: ['VirtualMachine'] });
  return { datacenter, host, datastore, folder };
}

/** Two machines of one name get folders of their own on a datastore. */
function freeDirectory(taken: Set<string>, placement: Placement, name: string): string {
  const stem = fileStem(name);
  for (let number = 0; ; number += 1) {
    const directory = number === 0 ? stem : `${stem}_${number}`;
    const key = `${placement.datastore.ref.id}/${directory}`;
    if (taken.has(key)) continue;
    taken.add(key);
    return directory;
  }
}
