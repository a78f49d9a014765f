import type { ControllerSpec, ControllerType, DiskSpec } from '../inventory/inventorySpec.ts';
import type { TrackingEpoch } from '../tracking/changeId.ts';

/** One virtual disk of a machine, without its bytes. */
export interface MachineDisk {
  key: number;
  label: string;
  spec: DiskSpec;
  controllerKey: number;
  /** `scsi0:0`, `nvme0:1`, ... as the VM's configuration file names it. */
  address: string;
  uuid: string;
  capacityBytes: number;
  /** Descriptor file names of the chain, base first; the last one is written to. */
  files: string[];
  nextDelta: number;
  /** Set while change tracking is really active on it. */
  epoch?: TrackingEpoch;
}

const families: Record<ControllerType, { keys: number; disks: number; units: number; prefix: string }> = {
  VirtualLsiLogicController: { keys: 1000, disks: 2000, units: 16, prefix: 'scsi' },
  VirtualLsiLogicSASController: { keys: 1000, disks: 2000, units: 16, prefix: 'scsi' },
  VirtualBusLogicController: { keys: 1000, disks: 2000, units: 16, prefix: 'scsi' },
  ParaVirtualSCSIController: { keys: 1000, disks: 2000, units: 16, prefix: 'scsi' },
  VirtualAHCIController: { keys: 15000, disks: 16000, units: 30, prefix: 'sata' },
  VirtualNVMEController: { keys: 31000, disks: 32000, units: 15, prefix: 'nvme' },
  VirtualIDEController: { keys: 200, disks: 3000, units: 2, prefix: 'ide' },
};

export function controllerKey(controller: ControllerSpec): number {
  return families[controller.type].keys + controller.bus;
}

export function isScsi(type: ControllerType): boolean {
  return families[type].prefix === 'scsi';
}

export function diskKey(controller: ControllerSpec, unit: number): number {
  const family = families[controller.type];
  return family.disks + family.units * controller.bus + unit;
}

export function diskAddress(controller: ControllerSpec, unit: number): string {
  return `${families[controller.type].prefix}${controller.bus}:${unit}`;
}

/** Independent disks and physical raw mappings stay outside of snapshots. */
export function takesSnapshots(disk: MachineDisk): boolean {
  return !(disk.spec.mode ?? 'persistent').startsWith('independent') && disk.spec.backing !== 'rdmPhysical';
}

export function isTrackable(disk: MachineDisk): boolean {
  return takesSnapshots(disk) && disk.spec.multiWriter !== true;
}

/** `name.vmdk` -> `name-flat.vmdk`, `name-000001.vmdk` -> `name-000001-delta.vmdk`. */
export function dataFileOf(disk: MachineDisk, file: string): string {
  const base = file === disk.files[0];
  const raw = disk.spec.backing === 'rdmPhysical' ? 'rdmp' : disk.spec.backing === 'rdmVirtual' ? 'rdm' : 'flat';
  const delta = disk.spec.backing === 'seSparse' ? 'sesparse' : 'delta';
  return file.replace(/\.vmdk$/, `-${base ? raw : delta}.vmdk`);
}
