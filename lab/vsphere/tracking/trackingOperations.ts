import { faultNumber } from '../../faults/faultSwitch.ts';
import type { Machine } from '../machines/machine.ts';
import { machineOf } from '../machines/machineOf.ts';
import { MachineSnapshot } from '../snapshots/machineSnapshot.ts';
import type { Call, Handlers } from '../soap/call.ts';
import { isRef, numberOf, textOf } from '../vim/values.ts';
import { fileFault, invalidArgument, methodNotFound } from '../vim/vimFault.ts';
import type { LabExtent } from '../vmBacking.ts';
import type { World } from '../world.ts';
import { changedPage, emptyPage, overReport, underReport } from './changedAreas.ts';
import { formatChangeId, parseChangeId } from './changeId.ts';
import { misdescribe } from './misdescribe.ts';

export const trackingOperations: Handlers = {
  QueryChangedDiskAreas: async (call) => {
    const machine = machineOf(call);
    const query = readQuery(call, machine);
    const { disk, startOffset, capacityBytes } = query;
    const occasion = { vm: machine.id, diskKey: disk.key, changeId: query.changeId };
    if (call.world.faults.strike('cbt-file-fault', occasion) !== undefined) throw trackingFault(machine, disk.files[0]);
    if (call.world.faults.strike('cbt-method-missing', occasion) !== undefined) {
      throw methodNotFound(machine.ref, call.operation.name);
    }
    let all = await changedExtents(machine, query);
    const widened = call.world.faults.strike('cbt-over-report', occasion);
    if (widened !== undefined) all = overReport(all, faultNumber(widened, 'bytes', 1 << 20), capacityBytes);
    const untold = call.world.faults.strike('cbt-under-report', occasion);
    if (untold !== undefined) all = underReport(all, faultNumber(untold, 'percent', 100));
    if (call.world.faults.strike('cbt-whole-disk', occasion) !== undefined) all = [{ start: 0, length: capacityBytes }];
    const empty = emptyPage(all, startOffset);
    const page =
      empty !== undefined && call.world.faults.strike('cbt-empty-middle-page', occasion) !== undefined
        ? empty
        : changedPage(all, { start: startOffset, capacityBytes, ...pageLimits(call.world, capacityBytes) });
    const told = misdescribe(call.world.faults, { startOffset, ...page }, occasion);
    return { $type: 'DiskChangeInfo', startOffset: told.startOffset, length: told.length, changedArea: told.areas };
  },
};

interface Query {
  snapshot: MachineSnapshot | undefined;
  disk: Machine['disks'][number];
  capacityBytes: number;
  startOffset: number;
  changeId: string;
}

function readQuery(call: Call, machine: Machine): Query {
  const snapshot = readSnapshot(call, machine);
  const disk = machine.disk(numberOf(call.args['deviceKey']));
  const frozen = snapshot?.disks.find((one) => one.key === disk?.key);
  if (disk === undefined || (snapshot !== undefined && frozen === undefined)) throw invalidArgument('deviceKey');
  const capacityBytes = frozen?.capacityBytes ?? disk.capacityBytes;
  const startOffset = numberOf(call.args['startOffset']);
  if (startOffset < 0 || startOffset >= capacityBytes) throw invalidArgument('startOffset');
  return { snapshot, disk, capacityBytes, startOffset, changeId: textOf(call.args['changeId']) };
}

function readSnapshot(call: Call, machine: Machine): MachineSnapshot | undefined {
  const { snapshot: reference } = call.args;
  if (isRef(reference)) {
    const snapshot = call.world.find(reference);
    if (!(snapshot instanceof MachineSnapshot) || snapshot.machine !== machine) throw invalidArgument('snapshot');
    return snapshot;
  }
  // The present state holds still only while nobody writes.
  if (machine.power() !== 'poweredOff') throw invalidArgument('snapshot');
  return undefined;
}

async function changedExtents(machine: Machine, query: Query): Promise<LabExtent[]> {
  const { snapshot, disk, changeId } = query;
  const frozen = snapshot?.disks.find((one) => one.key === disk.key);
  const tip = snapshot === undefined ? presentChangeId(machine, disk) : frozen?.changeId;
  const at = tip === undefined ? undefined : parseChangeId(tip);
  if (changeId === '*') {
    if (at === undefined || disk.spec.backing === 'rdmVirtual') throw trackingFault(machine, disk.files[0]);
    return known(machine, disk, () => machine.backing.allocatedExtents(disk.key, snapshot?.ref.id));
  }
  const from = parseChangeId(changeId);
  if (from === undefined) throw invalidArgument('changeId');
  if (at === undefined || from.uuid !== at.uuid || from.moment > at.moment || !machine.knownMoments.has(from.moment)) {
    throw trackingFault(machine, disk.files[0]);
  }
  if (snapshot === undefined) return known(machine, disk, () => machine.backing.changedExtents(disk.key, from.moment));
  const key = `${disk.key}/${from.moment}`;
  const cached = snapshot.changedExtents.get(key);
  if (cached !== undefined) return cached;
  const extents = await known(machine, disk, () =>
    machine.backing.changedExtents(disk.key, from.moment, snapshot.moment),
  );
  snapshot.changedExtents.set(key, extents);
  return extents;
}

/** A backing that has lost its dirty information, as when its process died, is a tracking file that has gone bad. */
async function known<T>(machine: Machine, disk: Machine['disks'][number], ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    console.error(`${machine.name}: disk ${disk.key} cannot tell its changes:`, error);
    throw trackingFault(machine, disk.files[0]);
  }
}

function presentChangeId(machine: Machine, disk: Machine['disks'][number]): string | undefined {
  return disk.epoch === undefined ? undefined : formatChangeId(disk.epoch, Math.max(machine.moment, disk.epoch.since));
}

function trackingFault(machine: Machine, file: string | undefined) {
  return fileFault('FileFault', `/vmfs/volumes/${machine.placement.datastore.spec.name}/${file ?? ''}`);
}

function pageLimits(world: World, capacityBytes: number): { maxAreas: number; maxRange: number } {
  const { changedAreasPerPage, changedRangePerPage } = world.settings;
  // With one area a page there is a gap before the next, which an empty page can tell of.
  const toBeEmpty = world.faults.list().some(({ name }) => name === 'cbt-empty-middle-page');
  const share = Math.ceil(capacityBytes / 64 / 65536) * 65536;
  return { maxAreas: toBeEmpty ? 1 : changedAreasPerPage, maxRange: Math.max(changedRangePerPage, share) };
}
