import { faultNumber } from '../../faults/faultSwitch.ts';
import { addDisk, moveDisk, relocateFiles } from '../machines/exchangeDisks.ts';
import { derivedUuid, type Machine } from '../machines/machine.ts';
import type { MachineDisk } from '../machines/machineDisk.ts';
import { moveToOtherHost } from '../machines/moveToOtherHost.ts';
import { resetTracking } from '../tracking/activation.ts';
import { notFound } from '../vim/vimFault.ts';
import type { World } from '../world.ts';

/** What may happen to a machine and its disks between two snapshots, by the faults that are armed for it. */
export async function disturb(world: World, machine: Machine): Promise<void> {
  const occasion = { vm: machine.id };
  if (world.faults.strike('vm-moved', occasion) !== undefined) moveToOtherHost(world, machine);
  if (world.faults.strike('vm-renamed', occasion) !== undefined) {
    machine.name = `${machine.name}-renamed`;
    machine.touch();
  }
  if (world.faults.strike('disk-relocated', occasion) !== undefined) relocateFiles(machine);
  if (world.faults.strike('vm-unregistered', occasion) !== undefined) {
    world.machines.delete(machine.id);
    world.remove(machine.id);
    throw notFound(machine.ref);
  }
  await exchange(world, machine);
  for (const disk of machine.disks) {
    const grown = world.faults.strike('disk-grown', { vm: machine.id, diskKey: disk.key });
    if (grown !== undefined) await growDisk(machine, disk, disk.capacityBytes + faultNumber(grown, 'bytes', 1 << 20));
  }
  for (const { key } of machine.disks) {
    const reset = world.faults.strike('cbt-epoch-reset', { vm: machine.id, diskKey: key });
    // Without a disk key the reset concerns all disks of the machine.
    if (reset !== undefined) return resetTracking(machine, reset.match?.['diskKey'] === undefined ? undefined : key);
  }
}

async function exchange(world: World, machine: Machine): Promise<void> {
  for (const disk of [...machine.disks]) {
    const occasion = { vm: machine.id, diskKey: disk.key };
    if (world.faults.strike('disk-removed', occasion) !== undefined) {
      machine.disks.splice(machine.disks.indexOf(disk), 1);
      machine.touch();
    } else if (world.faults.strike('disk-replaced', occasion) !== undefined) {
      disk.uuid = derivedUuid(`replaced/${disk.uuid}`, '4').replace(/^.{7}/, '6000C29');
      resetTracking(machine, disk.key);
      machine.touch();
    } else if (mayMove(machine) && world.faults.strike('disk-moved', occasion) !== undefined) {
      moveDisk(machine, disk);
    }
  }
  const added = machine.backing.attach && world.faults.strike('disk-added', { vm: machine.id });
  if (added !== undefined) await addDisk(machine, faultNumber(added, 'bytes', 1 << 20));
}

/** Disks with snapshots stay where they are, as vSphere demands. */
function mayMove(machine: Machine): boolean {
  return machine.backing.exchange !== undefined && machine.layers.length === 0;
}

export async function growDisk(machine: Machine, disk: MachineDisk, capacityBytes: number): Promise<void> {
  await machine.backing.grow(disk.key, capacityBytes);
  disk.capacityBytes = capacityBytes;
  machine.touch();
}
