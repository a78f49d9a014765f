import type { MachineSnapshot } from '../snapshots/machineSnapshot.ts';
import { formatChangeId } from '../tracking/changeId.ts';
import type { Data } from '../vim/values.ts';
import type { Machine } from './machine.ts';
import { type MachineDisk, takesSnapshots } from './machineDisk.ts';

/** A disk as `config.hardware.device` shows it, now or as a snapshot froze it. */
export function diskDevice(machine: Machine, disk: MachineDisk, snapshot?: MachineSnapshot): Data {
  const frozen = snapshot?.disks.find((candidate) => candidate.key === disk.key);
  const capacityBytes = frozen?.capacityBytes ?? disk.capacityBytes;
  const links = snapshot === undefined ? disk.files.length : linksUpTo(machine, disk, snapshot);
  const changeId = snapshot === undefined ? currentChangeId(machine, disk) : frozen?.changeId;
  return {
    $type: 'VirtualDisk',
    key: disk.key,
    deviceInfo: {
      label: disk.label,
      summary: `${Math.floor(capacityBytes / 1024).toLocaleString('en-US')} KB`,
    },
    backing: backingOf(machine, disk, links, changeId),
    controllerKey: disk.controllerKey,
    unitNumber: disk.spec.unit,
    capacityInKB: Math.floor(capacityBytes / 1024),
    capacityInBytes: capacityBytes,
    shares: { shares: 1000, level: 'normal' },
    diskObjectId: `${machine.id.replace(/\D/g, '')}-${disk.key}`,
    nativeUnmanagedLinkedClone: false,
  };
}

/** The change id of the running configuration: that of the last snapshot's moment, once there was one. */
function currentChangeId(machine: Machine, disk: MachineDisk): string | undefined {
  if (disk.epoch === undefined || !machine.knownMoments.has(machine.moment) || machine.moment < disk.epoch.since) {
    return undefined;
  }
  return formatChangeId(disk.epoch, machine.moment);
}

function linksUpTo(machine: Machine, disk: MachineDisk, snapshot: MachineSnapshot): number {
  return takesSnapshots(disk) ? machine.layers.indexOf(snapshot.ref.id) + 1 : 1;
}

function backingOf(machine: Machine, disk: MachineDisk, links: number, changeId: string | undefined): Data {
  let backing: Data | undefined;
  for (const [index, file] of disk.files.slice(0, links).entries()) {
    const isTop = index === links - 1;
    backing = link(machine, disk, { file, parent: backing, changeId: isTop ? changeId : undefined });
  }
  if (backing === undefined) throw new Error(`${machine.name}: disk ${disk.key} has no file`);
  return backing;
}

function link(
  machine: Machine,
  disk: MachineDisk,
  options: { file: string; parent: Data | undefined; changeId: string | undefined },
): Data {
  const { spec } = disk;
  const shared = {
    fileName: `[${machine.placement.datastore.spec.name}] ${options.file}`,
    datastore: machine.placement.datastore.ref,
    diskMode: spec.mode ?? 'persistent',
    uuid: disk.uuid,
    contentId: disk.uuid.replace(/-/g, '').toLowerCase(),
    changeId: options.changeId,
    parent: options.parent,
  };
  const keyId = spec.encrypted === true ? { keyId: `key-${disk.uuid}`, providerId: { id: 'lab-kms' } } : undefined;
  const sharing = spec.multiWriter === true ? 'sharingMultiWriter' : 'sharingNone';
  if (spec.backing === 'rdmVirtual' || spec.backing === 'rdmPhysical') {
    const physical = spec.backing === 'rdmPhysical';
    return {
      $type: 'VirtualDiskRawDiskMappingVer1BackingInfo',
      ...shared,
      lunUuid: `0200${disk.uuid.replace(/-/g, '').toLowerCase()}`,
      deviceName: `naa.${disk.uuid.replace(/-/g, '').toLowerCase()}`,
      compatibilityMode: physical ? 'physicalMode' : 'virtualMode',
      diskMode: physical ? 'independent_persistent' : shared.diskMode,
      sharing,
    };
  }
  if (spec.backing === 'seSparse') {
    return {
      $type: 'VirtualDiskSeSparseBackingInfo',
      ...shared,
      writeThrough: false,
      deltaDiskFormat: 'seSparseFormat',
      digestEnabled: false,
      keyId,
    };
  }
  return {
    $type: 'VirtualDiskFlatVer2BackingInfo',
    ...shared,
    split: false,
    writeThrough: false,
    thinProvisioned: spec.thin ?? true,
    eagerlyScrub: false,
    deltaDiskFormat: options.parent === undefined ? undefined : 'redoLogFormat',
    digestEnabled: false,
    sharing,
    keyId,
  };
}
