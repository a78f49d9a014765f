import type { LabSnapshotRoots } from '../../../contract/lab.ts';
import { machineConfig } from '../machines/configInfo.ts';
import type { Machine, Power } from '../machines/machine.ts';
import type { ManagedObject } from '../objects/managedObject.ts';
import type { Ref } from '../vim/values.ts';
import type { LabExtent } from '../vmBacking.ts';

/** A disk as the snapshot froze it. */
export interface FrozenDisk {
  key: number;
  capacityBytes: number;
  /** Absent: change tracking was not active on the disk. */
  changeId?: string;
}

export class MachineSnapshot implements ManagedObject {
  readonly ref: Ref;
  readonly machine: Machine;
  readonly number: number;
  name: string;
  description: string;
  readonly createdAt: Date;
  readonly state: Power;
  readonly quiesced: boolean;
  parent: string | undefined;
  readonly moment: number;
  readonly disks: readonly FrozenDisk[];
  readonly powerWhenTaken: Power;
  /** Being computed, or computed, when the machine was off. */
  roots: Promise<LabSnapshotRoots> | undefined;
  /** Answers of the backing, by `key/from`: one query is asked in many pages. */
  readonly changedExtents = new Map<string, LabExtent[]>();

  constructor(options: {
    ref: Ref;
    machine: Machine;
    number: number;
    name: string;
    description: string;
    quiesced: boolean;
    parent: string | undefined;
    moment: number;
    disks: readonly FrozenDisk[];
    /** Of one that a former lab process took; absent: it is taken now. */
    taken?: { at: Date; power: Power };
  }) {
    this.ref = options.ref;
    this.machine = options.machine;
    this.number = options.number;
    this.name = options.name;
    this.description = options.description;
    // Without memory the machine would come back powered off.
    this.state = 'poweredOff';
    this.quiesced = options.quiesced;
    this.parent = options.parent;
    this.moment = options.moment;
    this.disks = options.disks;
    this.createdAt = options.taken?.at ?? new Date();
    this.powerWhenTaken = options.taken?.power ?? options.machine.power();
  }

  property(name: string): unknown {
    switch (name) {
      case 'config':
        return machineConfig(this.machine, this);
      case 'childSnapshot':
        return this.children().map((child) => child.ref);
      case 'vm':
        return this.machine.ref;
      case 'value':
      case 'availableField':
        return [];
      default:
        return undefined;
    }
  }

  children(): MachineSnapshot[] {
    return this.machine.snapshots.filter((candidate) => candidate.parent === this.ref.id);
  }
}
