import { setTimeout as delay } from 'node:timers/promises';
import { faultNumber } from '../../faults/faultSwitch.ts';
import { toolsAreRunning } from '../machines/guestInfo.ts';
import type { Machine } from '../machines/machine.ts';
import { type MachineDisk, takesSnapshots } from '../machines/machineDisk.ts';
import { injectedFault } from '../tasks/taskStore.ts';
import { activateTracking } from '../tracking/activation.ts';
import { formatChangeId } from '../tracking/changeId.ts';
import { ref } from '../vim/values.ts';
import { VimFault } from '../vim/vimFault.ts';
import type { World } from '../world.ts';
import { disturb } from './disturb.ts';
import { type FrozenDisk, MachineSnapshot } from './machineSnapshot.ts';
import { removeSnapshot } from './removeSnapshot.ts';
import { beginRoots } from './snapshotRoots.ts';

/** Deepest chain that vSphere allows. */
const deepestChain = 32;

export interface SnapshotWish {
  name: string;
  description: string;
  quiesce: boolean;
}

/** Takes a snapshot for a user, with the faults that are armed for it. */
export async function takeSnapshot(world: World, machine: Machine, wish: SnapshotWish): Promise<MachineSnapshot> {
  const occasion = { vm: machine.id };
  const quiesces = wish.quiesce && toolsAreRunning(machine);
  const hangs = quiesces ? world.faults.strike('quiesce-hangs', occasion) : undefined;
  if (hangs !== undefined) {
    await delay(faultNumber(hangs, 'milliseconds', 60_000), undefined, { ref: false });
    throw notQuiesced();
  }
  refuse(world, machine, wish);
  await disturb(world, machine);
  const untrue = quiesces && world.faults.strike('quiesce-untrue', occasion) !== undefined;
  const snapshot = await freeze(world, machine, untrue ? { ...wish, quiesce: false } : wish);
  if (world.faults.strike('snapshot-doubled', occasion) !== undefined) await freeze(world, machine, wish);
  if (world.faults.strike('current-snapshot-unset', occasion) !== undefined) machine.hidesCurrentSnapshot = true;
  if (world.faults.strike('snapshot-vanishes', { vm: machine.id }) !== undefined) {
    await removeSnapshot(world, snapshot, { removeChildren: false, consolidate: true });
  }
  if (world.faults.strike('foreign-snapshot', { vm: machine.id }) !== undefined) {
    await freeze(world, machine, { name: 'backup-job', description: 'taken by somebody else', quiesce: false });
  }
  return snapshot;
}

function refuse(world: World, machine: Machine, wish: SnapshotWish): void {
  const occasion = { vm: machine.id };
  const fails = world.faults.strike('snapshot-create-fails', occasion);
  if (fails !== undefined) throw injectedFault(String(fails.match?.['fault'] ?? 'FileFault'), machine.id);
  if (machine.layers.length >= deepestChain) {
    throw new VimFault('TooManySnapshotLevels', 'Snapshot hierarchy is too deep.');
  }
  const shared = machine.spec.controllers.some((one) => (one.sharedBus ?? 'noSharing') !== 'noSharing');
  const multiWriter = machine.disks.some((disk) => disk.spec.multiWriter === true);
  if (shared || multiWriter) {
    throw new VimFault(
      'SnapshotFault',
      'An error occurred while taking a snapshot: The virtual machine has shared disks.',
    );
  }
  if (wish.quiesce && toolsAreRunning(machine) && world.faults.strike('quiesce-fault', occasion) !== undefined) {
    throw notQuiesced();
  }
}

function notQuiesced(): VimFault {
  return new VimFault(
    'ApplicationQuiesceFault',
    'An error occurred while quiescing the virtual machine. See the virtual machine event log for details.',
  );
}

/** The bare act, also for snapshots that were there before. */
export async function freeze(world: World, machine: Machine, wish: SnapshotWish): Promise<MachineSnapshot> {
  const number = world.nextNumber();
  const reference = ref('VirtualMachineSnapshot', `snapshot-${number}`);
  const moment = machine.moment + 1;
  const { quiesced } = await machine.backing.takeSnapshot(reference.id, {
    quiesce: wish.quiesce && toolsAreRunning(machine),
    moment,
  });
  machine.moment = moment;
  machine.knownMoments.add(moment);
  const snapshot = new MachineSnapshot({
    ref: reference,
    machine,
    number,
    name: wish.name,
    description: wish.description,
    quiesced,
    parent: machine.currentSnapshot,
    moment,
    disks: machine.disks.map((disk) => frozenDisk(world, machine, disk)),
  });
  for (const disk of machine.disks.filter(takesSnapshots)) {
    const base = disk.files[0] ?? '';
    disk.files.push(base.replace(/\.vmdk$/, `-${String(disk.nextDelta).padStart(6, '0')}.vmdk`));
    disk.nextDelta += 1;
  }
  machine.layers.push(reference.id);
  machine.snapshots.push(snapshot);
  machine.currentSnapshot = reference.id;
  world.add(snapshot);
  activateTracking(machine);
  machine.touch();
  if (snapshot.powerWhenTaken !== 'poweredOn') beginRoots(world, snapshot);
  world.changed();
  return snapshot;
}

function frozenDisk(world: World, machine: Machine, disk: MachineDisk): FrozenDisk {
  const missing = world.faults.strike('cbt-missing-change-id', { vm: machine.id, diskKey: disk.key }) !== undefined;
  const changeId = disk.epoch === undefined || missing ? undefined : formatChangeId(disk.epoch, machine.moment);
  return { key: disk.key, capacityBytes: disk.capacityBytes, changeId };
}
