import type { DiskSpec } from '../../../contract/vm.ts';
import { type MoRef, readRef } from '../values/moRef.ts';
import { child, flag, number, text, xsiType } from '../values/value.ts';
import { readControllers } from './controllers.ts';

/** A VirtualDisk as its configuration tells it; in a snapshot's configuration the file is the frozen one. */
export interface Disk extends Omit<DiskSpec, 'datastore' | 'datastoreType'> {
  datastoreRef: MoRef | undefined;
  /** Null when change tracking is not active on this disk. */
  changeId: string | null;
  /** Descriptor files below this one, nearest first; empty for a base disk. */
  parents: string[];
  /** Several extents of 2 GB instead of one flat file. */
  split: boolean;
  controllerClass: string;
}

const backings: Record<string, DiskSpec['backing']> = {
  VirtualDiskFlatVer2BackingInfo: 'flat',
  VirtualDiskSeSparseBackingInfo: 'sesparse',
  VirtualDiskSparseVer2BackingInfo: 'sparse',
  VirtualDiskRawDiskVer2BackingInfo: 'raw-device',
  VirtualDiskPartitionedRawDiskVer2BackingInfo: 'raw-device',
  VirtualDiskLocalPMemBackingInfo: 'pmem',
  VirtualDiskFlatVer1BackingInfo: 'legacy',
  VirtualDiskSparseVer1BackingInfo: 'legacy',
};

/** Disks in the order of the configuration. Anything with a capacity is a disk, whatever its class will be called. */
export function readDisks(devices: readonly unknown[]): Disk[] {
  const controllers = readControllers(devices);
  const disks = devices.flatMap((device): Disk[] => {
    const capacityBytes = readCapacity(device);
    const key = number(device, 'key');
    if (key === undefined || capacityBytes === undefined) return [];
    const backing = child(device, 'backing');
    const controller = controllers.get(number(device, 'controllerKey') ?? -1);
    return [
      {
        id: text(backing, 'uuid') || text(device, 'diskObjectId') || `key-${key}`,
        key,
        label: text(device, 'deviceInfo.label') ?? `Disk ${key}`,
        capacityBytes,
        bus: controller?.bus ?? 'scsi',
        controller: controller?.model ?? 'unknown',
        busNumber: controller?.busNumber ?? 0,
        unit: number(device, 'unitNumber') ?? 0,
        backing: readBacking(backing),
        mode: readMode(text(backing, 'diskMode')),
        shared: text(backing, 'sharing') === 'sharingMultiWriter' || (controller?.sharedBus ?? false),
        encrypted: child(backing, 'keyId') !== undefined,
        thin: xsiType(backing) === 'VirtualDiskSeSparseBackingInfo' || flag(backing, 'thinProvisioned') === true,
        file: text(backing, 'fileName') ?? text(backing, 'descriptorFileName') ?? '',
        datastoreRef: readRef(backing, 'datastore'),
        changeId: text(backing, 'changeId') || null,
        parents: readParents(backing),
        split: flag(backing, 'split') === true,
        controllerClass: controller?.className ?? '',
      },
    ];
  });
  return withDistinctIds(disks);
}

function readCapacity(device: unknown): number | undefined {
  const bytes = number(device, 'capacityInBytes');
  if (bytes !== undefined) return bytes;
  const kilobytes = number(device, 'capacityInKB');
  return kilobytes === undefined ? undefined : kilobytes * 1024;
}

function readBacking(backing: unknown): DiskSpec['backing'] {
  const type = xsiType(backing) ?? '';
  if (type === 'VirtualDiskRawDiskMappingVer1BackingInfo') {
    return text(backing, 'compatibilityMode') === 'virtualMode' ? 'rdm-virtual' : 'rdm-physical';
  }
  return backings[type] ?? (type.includes('Raw') ? 'raw-device' : 'legacy');
}

function readMode(mode: string | undefined): DiskSpec['mode'] {
  switch (mode) {
    case 'persistent':
    case 'nonpersistent':
    case 'independent_persistent':
    case 'independent_nonpersistent':
      return mode;
    default:
      return 'other';
  }
}

function readParents(backing: unknown): string[] {
  const parents: string[] = [];
  // A chain is at most 32 links long by design; the limit ends a loop that should not be.
  for (let link = child(backing, 'parent'); link !== undefined && link !== null && parents.length < 64; ) {
    parents.push(text(link, 'fileName') ?? '');
    link = child(link, 'parent');
  }
  return parents;
}

/** A disk file copied by hand keeps its UUID; within one VM ids must differ. */
function withDistinctIds(disks: Disk[]): Disk[] {
  const seen = new Map<string, number>();
  for (const disk of disks) seen.set(disk.id, (seen.get(disk.id) ?? 0) + 1);
  return disks.map((disk) => ((seen.get(disk.id) ?? 0) > 1 ? { ...disk, id: `${disk.id}@${disk.key}` } : disk));
}
