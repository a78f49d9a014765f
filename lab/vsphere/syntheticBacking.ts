import { mkdirSync } from 'node:fs';
import { BackgroundWriter } from './synthetic/backgroundWriter.ts';
import { SyntheticDisk } from './synthetic/syntheticDisk.ts';
import type { BackedDisk, LabExtent, VmBacking } from './vmBacking.ts';

export interface SyntheticBackingOptions {
  /** Folder of this VM alone; disks found there are taken over. */
  directory: string;
  disks: { key: number; capacityBytes: number; filled: number }[];
  /** Decides the initial bytes. */
  seed: string;
  writer: { bytesPerSecond: number; workingSetBytes: number };
  poweredOn: boolean;
  /** How long a guest takes to shut down, ms. */
  shutdownMilliseconds: number;
}

type PowerListener = (power: 'poweredOn' | 'poweredOff') => void;

/** Disks in sparse files and, while powered on, a writer that dirties them. */
export class SyntheticBacking implements VmBacking {
  readonly kind = 'synthetic';
  readonly #disks: SyntheticDisk[];
  /** By the device keys that they have now; their files keep the first ones. */
  readonly #byKey: Map<number, SyntheticDisk>;
  readonly #place: { directory: string; seed: string };
  readonly #writer: BackgroundWriter;
  readonly #listeners: PowerListener[] = [];
  readonly #shutdownMilliseconds: number;
  #power: 'poweredOn' | 'poweredOff' = 'poweredOff';
  #shutdownTimer: NodeJS.Timeout | undefined;

  constructor(options: SyntheticBackingOptions) {
    mkdirSync(options.directory, { recursive: true });
    this.#disks = options.disks.map(
      (disk) => new SyntheticDisk({ directory: options.directory, seed: options.seed, ...disk }),
    );
    this.#byKey = new Map(this.#disks.map((disk) => [disk.key, disk]));
    this.#place = { directory: options.directory, seed: options.seed };
    this.#shutdownMilliseconds = options.shutdownMilliseconds;
    this.#writer = new BackgroundWriter(this.#disks, options.writer);
    if (options.poweredOn) this.#setPower('poweredOn');
  }

  get disks(): readonly BackedDisk[] {
    return [...this.#byKey].map(([key, { capacityBytes }]) => ({ key, capacityBytes }));
  }

  powerState(): 'poweredOn' | 'poweredOff' {
    return this.#power;
  }

  async powerOn(): Promise<void> {
    this.#setPower('poweredOn');
  }

  async powerOff(): Promise<void> {
    this.#setPower('poweredOff');
  }

  async shutdownGuest(): Promise<void> {
    clearTimeout(this.#shutdownTimer);
    this.#shutdownTimer = setTimeout(() => this.#setPower('poweredOff'), this.#shutdownMilliseconds);
    this.#shutdownTimer.unref();
  }

  onPowerChange(listener: PowerListener): void {
    this.#listeners.push(listener);
  }

  async takeSnapshot(snapshot: string, options: { quiesce: boolean; moment: number }): Promise<{ quiesced: boolean }> {
    for (const disk of this.#disks) disk.freeze(snapshot, options.moment);
    return { quiesced: options.quiesce && this.#power === 'poweredOn' };
  }

  frozenSnapshots(): readonly string[] {
    return this.#disks[0]?.frozenSnapshots() ?? [];
  }

  async dropSnapshot(snapshot: string): Promise<void> {
    for (const disk of this.#disks) disk.thaw(snapshot);
  }

  async readSnapshot(snapshot: string, diskKey: number, offset: number, length: number): Promise<Buffer> {
    return this.#disk(diskKey).readFrozen(snapshot, offset, length);
  }

  async readCurrent(diskKey: number, offset: number, length: number): Promise<Buffer> {
    if (this.#power === 'poweredOn') throw new Error('The disks of a running guest cannot be read');
    return this.#disk(diskKey).read(offset, length);
  }

  async changedExtents(diskKey: number, from: number, to?: number): Promise<LabExtent[]> {
    return this.#disk(diskKey).changed(from, to);
  }

  async allocatedExtents(diskKey: number, snapshot?: string): Promise<LabExtent[]> {
    return this.#disk(diskKey).allocatedExtents(snapshot);
  }

  async resetTracking(): Promise<void> {
    for (const disk of this.#disks) disk.forgetChanges();
  }

  async grow(diskKey: number, capacityBytes: number): Promise<void> {
    const disk = this.#disk(diskKey);
    if (capacityBytes < disk.capacityBytes) throw new RangeError('A disk can only grow');
    disk.grow(capacityBytes);
  }

  async attach({ key, capacityBytes }: BackedDisk): Promise<void> {
    const disk = new SyntheticDisk({ ...this.#place, key, capacityBytes, filled: 0 });
    this.#disks.push(disk);
    this.#byKey.set(key, disk);
  }

  exchange(diskKey: number, other: number): void {
    const [one, two] = [this.#byKey.get(diskKey), this.#byKey.get(other)];
    this.#byKey.delete(diskKey);
    this.#byKey.delete(other);
    if (one !== undefined) this.#byKey.set(other, one);
    if (two !== undefined) this.#byKey.set(diskKey, two);
  }

  async revert(snapshot: string): Promise<void> {
    for (const disk of this.#disks) disk.revert(snapshot);
  }

  async write(diskKey: number, offset: number, data: Buffer): Promise<void> {
    this.#disk(diskKey).write(offset, data);
  }

  /** Changes the background writer's rate; 0 stops it. */
  setWriter(writer: { bytesPerSecond?: number; workingSetBytes?: number }): void {
    this.#writer.adjust(writer);
  }

  lastSequenceWritten(): null {
    return null;
  }

  serialText(): string {
    return '';
  }

  async close(): Promise<void> {
    clearTimeout(this.#shutdownTimer);
    this.#writer.stop();
    for (const disk of this.#disks) disk.close();
  }

  #disk(key: number): SyntheticDisk {
    const disk = this.#byKey.get(key);
    if (disk === undefined) throw new Error(`No disk with key ${key}`);
    return disk;
  }

  #setPower(power: 'poweredOn' | 'poweredOff'): void {
    clearTimeout(this.#shutdownTimer);
    if (power === 'poweredOn') this.#writer.start();
    else this.#writer.stop();
    if (power === this.#power) return;
    this.#power = power;
    for (const listener of this.#listeners) listener(power);
  }
}
