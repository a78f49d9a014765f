/** A contiguous run of bytes. */
export interface LabExtent {
  start: number;
  length: number;
}

export interface BackedDisk {
  /** Device key in the VM's configuration, e.g. 2000. */
  key: number;
  capacityBytes: number;
}

/**
 * The bytes and the power of one simulated VM: either a live QEMU guest or synthetic disks with a writer.
 * The SOAP side keeps names, trees, privileges and change ids; a backing only knows bytes, moments and dirty blocks.
 */
export interface VmBacking {
  readonly kind: 'qemu' | 'synthetic';
  readonly disks: readonly BackedDisk[];
  powerState(): 'poweredOn' | 'poweredOff';
  powerOn(): Promise<void>;
  /** Hard off. */
  powerOff(): Promise<void>;
  /** Asks the guest to shut down and returns at once; power changes later, or never. */
  shutdownGuest(): Promise<void>;
  /** Called at each change of power, also when the guest ends by itself. */
  onPowerChange(listener: (power: 'poweredOn' | 'poweredOff') => void): void;
  /**
   * Freezes all disks at one moment and starts a new dirty period that ends at the next snapshot.
   * @param snapshot id under which the frozen bytes can be read until `dropSnapshot`
   * @returns whether the guest's file systems were frozen meanwhile (quiesced)
   */
  takeSnapshot(snapshot: string, options: { quiesce: boolean; moment: number }): Promise<{ quiesced: boolean }>;
  /** Ids of the frozen states that can be read, oldest first: at first those that a former lab process left. */
  frozenSnapshots(): readonly string[];
  dropSnapshot(snapshot: string): Promise<void>;
  readSnapshot(snapshot: string, diskKey: number, offset: number, length: number): Promise<Buffer>;
  /** Current bytes; only while powered off. */
  readCurrent(diskKey: number, offset: number, length: number): Promise<Buffer>;
  /** Extents (64 KiB granularity) that may differ between two moments; `to` absent: now (powered off). Ascending, disjoint, merged. */
  changedExtents(diskKey: number, from: number, to?: number): Promise<LabExtent[]>;
  /** Extents that were ever written, as of a snapshot or now. */
  allocatedExtents(diskKey: number, snapshot?: string): Promise<LabExtent[]>;
  /** Forgets all dirty information, as a host crash does. */
  resetTracking(): Promise<void>;
  /** Changes a disk's capacity (grow only). */
  grow(diskKey: number, capacityBytes: number): Promise<void>;
  /** Gives the VM another, empty disk. Absent where disks are those of a live guest, as are the next two. */
  attach?(disk: BackedDisk): Promise<void>;
  /** Two device keys change their disks; one of them may be free. */
  exchange?(diskKey: number, other: number): void;
  /** Brings back the bytes that a snapshot froze; only while powered off. */
  revert?(snapshot: string): Promise<void>;
  /** A write made "inside the guest"; synthetic disks only, others throw. */
  write(diskKey: number, offset: number, data: Buffer): Promise<void>;
  /** Last record number acknowledged on the serial line, ever; null when the guest keeps no records. */
  lastSequenceWritten(): number | null;
  serialText(): string;
  close(): Promise<void>;
}
