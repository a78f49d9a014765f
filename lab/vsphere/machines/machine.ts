import { createHash } from 'node:crypto';
import type { LabSnapshotRoots, LabSourceVm } from '../../../contract/lab.ts';
import type { DiskSpec, MachineSpec } from '../inventory/inventorySpec.ts';
import type { Placement } from '../inventory/placement.ts';
import type { MachineSnapshot } from '../snapshots/machineSnapshot.ts';
import type { Ref } from '../vim/values.ts';
import { ref } from '../vim/values.ts';
import type { VmBacking } from '../vmBacking.ts';
import { controllerKey, diskAddress, diskKey, type MachineDisk } from './machineDisk.ts';

export type Power = LabSourceVm['power'];

/** One virtual machine: what the SOAP side knows of it. Operations on it live in modules of their own. */
export class Machine {
  readonly ref: Ref;
  readonly spec: MachineSpec;
  readonly placement: Placement;
  readonly backing: VmBacking;
  /** Its folder on the datastore. */
  directory: string;
  readonly disks: MachineDisk[];
  readonly uuid: string;
  readonly instanceUuid: string;
  name: string;
  annotation: string;
  extraConfig: Map<string, string>;
  /** What `config.changeTrackingEnabled` says; a disk is really tracked once it has an epoch. */
  changeTracking: boolean;
  suspended: boolean;
  question: string | undefined;
  readonly powerHistory: LabSourceVm['powerHistory'] = [];
  /** The tree in order of creation. */
  snapshots: MachineSnapshot[] = [];
  currentSnapshot: string | undefined;
  /** There is one, and nobody is told. */
  hidesCurrentSnapshot = false;
  /** Ids of the snapshots that freeze the links of each disk's chain, base first; may hold ids that left the tree. */
  layers: string[] = [];
  consolidationNeeded = false;
  /** Number of the last snapshot's moment. */
  moment = 0;
  /** Moments from which changes can still be told. */
  readonly knownMoments = new Set<number>();
  roots: LabSnapshotRoots[] = [];
  /** The task that changes it now. */
  busyWith: Ref | undefined;
  recentTasks: Ref[] = [];
  /** Open export leases; they block power-on. */
  readonly leases = new Set<string>();
  bootedAt = new Date();
  /** Last record of a live guest before it was powered on; a higher one shows that it has booted. */
  sequenceAtPowerOn: number;
  changeVersion = new Date();

  constructor(id: string, options: { spec: MachineSpec; placement: Placement; backing: VmBacking; directory: string }) {
    const { spec } = options;
    this.ref = ref('VirtualMachine', id);
    this.spec = spec;
    this.placement = options.placement;
    this.backing = options.backing;
    this.directory = options.directory;
    this.uuid = spec.uuid ?? derivedUuid(`bios/${id}/${spec.name}`, '4');
    this.instanceUuid = derivedUuid(`instance/${id}/${spec.name}`, '5');
    this.name = spec.name;
    this.annotation = spec.annotation ?? '';
    this.extraConfig = new Map(Object.entries(spec.extraConfig ?? {}));
    this.changeTracking = spec.changeTracking ?? false;
    this.suspended = spec.power === 'suspended';
    this.question = spec.question;
    this.sequenceAtPowerOn = options.backing.lastSequenceWritten() ?? 0;
    this.disks = spec.disks.map((disk, index) => machineDisk(this, disk, index));
  }

  get id(): string {
    return this.ref.id;
  }

  power(): Power {
    const power = this.backing.powerState();
    return power === 'poweredOff' && this.suspended ? 'suspended' : power;
  }

  recordPower(): void {
    const power = this.power();
    if (this.powerHistory.at(-1)?.power === power) return;
    this.powerHistory.push({ at: new Date().toISOString(), power });
    if (power !== 'poweredOn') return;
    this.bootedAt = new Date();
    this.sequenceAtPowerOn = this.backing.lastSequenceWritten() ?? 0;
  }

  disk(key: number): MachineDisk | undefined {
    return this.disks.find((disk) => disk.key === key);
  }

  snapshot(id: string): MachineSnapshot | undefined {
    return this.snapshots.find((snapshot) => snapshot.ref.id === id);
  }

  touch(): void {
    this.changeVersion = new Date();
  }
}

export function derivedUuid(seed: string, version: string): string {
  const hex = createHash('sha256').update(seed).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${version}${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** The name of the folder on the datastore and of the files in it, as vCenter makes it from a VM's name. */
export function fileStem(name: string): string {
  return name.replace(/%2f/gi, '_').replace(/[/\\:*?"<>|]/g, '_');
}

/** @param index decides its label, its files and its UUID */
export function machineDisk(
  machine: Pick<Machine, 'id' | 'spec' | 'directory'>,
  disk: DiskSpec,
  index: number,
): MachineDisk {
  const { id, spec, directory } = machine;
  const controller = spec.controllers[disk.controller];
  if (controller === undefined) throw new Error(`${spec.name}: disk ${index} names a controller that is not there`);
  const suffix = index === 0 ? '' : `_${index}`;
  return {
    key: diskKey(controller, disk.unit),
    label: `Hard disk ${index + 1}`,
    spec: disk,
    controllerKey: controllerKey(controller),
    address: diskAddress(controller, disk.unit),
    uuid: derivedUuid(`disk/${id}/${spec.name}/${index}`, '4').replace(/^.{7}/, '6000C29'),
    capacityBytes: disk.capacityBytes,
    files: [`${directory}/${fileStem(spec.name)}${suffix}.vmdk`],
    nextDelta: 1,
  };
}
