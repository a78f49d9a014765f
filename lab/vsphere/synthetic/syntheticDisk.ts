import { closeSync, existsSync, ftruncateSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { LabExtent } from '../vmBacking.ts';
import { BlockSet, blockBytes } from './blockSet.ts';
import { FrozenDisk, frozenFile, keepFrozenDisks, openFrozenDisks } from './frozenDisk.ts';
import { randomBlock } from './randomBlock.ts';
import { readAt } from './readAt.ts';

/** Disks beyond 4 GiB exist for their capacity; only their ends hold data. */
const mostFilledBlocks = 65536;

const zeros = Buffer.alloc(blockBytes);

/**
 * One disk in a sparse file. A snapshot is copy-on-write: before a block is overwritten for the first time after the
 * newest snapshot, its bytes are saved beside it; older snapshots read through the newer ones.
 * All file calls are synchronous, so that a read never sees half of a write.
 */
export class SyntheticDisk {
  readonly key: number;
  capacityBytes: number;
  readonly #directory: string;
  readonly #descriptor: number;
  readonly #frozen: FrozenDisk[];
  /** Dirty periods by the moment at which they began, oldest first. */
  #periods: { moment: number; dirty: BlockSet }[] = [];
  #allocated = new BlockSet();

  constructor(options: { directory: string; key: number; capacityBytes: number; seed: string; filled: number }) {
    this.key = options.key;
    this.capacityBytes = options.capacityBytes;
    this.#directory = options.directory;
    const file = join(options.directory, `disk-${options.key}.raw`);
    const isNew = !existsSync(file);
    this.#descriptor = openSync(file, isNew ? 'w+' : 'r+');
    ftruncateSync(this.#descriptor, options.capacityBytes);
    this.#fill(options, isNew);
    this.#frozen = openFrozenDisks(options.directory, options.key);
  }

  read(offset: number, length: number): Buffer {
    this.#checkRange(offset, length, this.capacityBytes);
    return readAt(this.#descriptor, offset, length);
  }

  write(offset: number, data: Buffer): void {
    this.#checkRange(offset, data.length, this.capacityBytes);
    const newest = this.#frozen.at(-1);
    const period = this.#periods.at(-1);
    const last = Math.floor((offset + data.length - 1) / blockBytes);
    for (let block = Math.floor(offset / blockBytes); block <= last; block += 1) {
      newest?.save(block, () => readAt(this.#descriptor, block * blockBytes, blockBytes));
      period?.dirty.add(block);
      this.#allocated.add(block);
    }
    writeSync(this.#descriptor, data, 0, data.length, offset);
  }

  freeze(snapshot: string, moment: number): void {
    const { capacityBytes } = this;
    const file = frozenFile(this.#directory, this.key, snapshot);
    this.#frozen.push(FrozenDisk.make({ snapshot, file, capacityBytes, allocated: this.#allocated.copy() }));
    this.#keepFrozen();
    this.#periods.push({ moment, dirty: new BlockSet() });
  }

  frozenSnapshots(): string[] {
    return this.#frozen.map(({ snapshot }) => snapshot);
  }

  thaw(snapshot: string): void {
    const at = this.#indexOf(snapshot);
    const frozen = this.#frozen[at];
    const older = this.#frozen[at - 1];
    if (frozen === undefined) return;
    // The older snapshot has read these blocks through this one.
    for (const block of older === undefined ? [] : frozen.saved.blocks()) {
      older?.save(block, () => frozen.read(block * blockBytes, blockBytes));
    }
    this.#frozen.splice(at, 1);
    this.#keepFrozen();
    frozen.remove();
  }

  /** Writes back what was overwritten since a snapshot. */
  revert(snapshot: string): void {
    const at = this.#indexOf(snapshot);
    const { capacityBytes } = this.#frozen[at] ?? this;
    const overwritten = new Set(this.#frozen.slice(at).flatMap(({ saved }) => [...saved.blocks()]));
    for (const block of overwritten) {
      const offset = block * blockBytes;
      if (offset >= capacityBytes) continue;
      this.write(offset, this.readFrozen(snapshot, offset, Math.min(blockBytes, capacityBytes - offset)));
    }
  }

  readFrozen(snapshot: string, offset: number, length: number): Buffer {
    const at = this.#indexOf(snapshot);
    const frozen = this.#frozen[at];
    if (frozen === undefined) throw new Error(`Disk ${this.key} has no snapshot ${snapshot}`);
    this.#checkRange(offset, length, frozen.capacityBytes);
    const result = readAt(this.#descriptor, offset, length);
    const end = offset + length;
    for (let block = Math.floor(offset / blockBytes); block * blockBytes < end; block += 1) {
      const holder = this.#frozen.slice(at).find((candidate) => candidate.saved.has(block));
      if (holder === undefined) continue;
      const from = Math.max(offset, block * blockBytes);
      const to = Math.min(end, (block + 1) * blockBytes);
      holder.read(from, to - from).copy(result, from - offset);
    }
    return result;
  }

  /** @throws when `from` or `to` began no period that is still known */
  changed(from: number, to?: number): LabExtent[] {
    const first = this.#periods.findIndex((period) => period.moment === from);
    const end = to === undefined ? this.#periods.length : this.#periods.findIndex((period) => period.moment === to);
    if (first < 0 || end < first) throw new Error(`Disk ${this.key} has no dirty information from ${from} to ${to}`);
    const union = new BlockSet();
    for (const period of this.#periods.slice(first, end)) union.addAll(period.dirty);
    return union.extents(this.capacityBytes);
  }

  allocatedExtents(snapshot?: string): LabExtent[] {
    if (snapshot === undefined) return this.#allocated.extents(this.capacityBytes);
    const frozen = this.#frozen[this.#indexOf(snapshot)];
    if (frozen === undefined) throw new Error(`Disk ${this.key} has no snapshot ${snapshot}`);
    return frozen.allocated.extents(frozen.capacityBytes);
  }

  forgetChanges(): void {
    this.#periods = [];
  }

  grow(capacityBytes: number): void {
    ftruncateSync(this.#descriptor, capacityBytes);
    this.capacityBytes = capacityBytes;
  }

  close(): void {
    for (const frozen of this.#frozen) frozen.close();
    closeSync(this.#descriptor);
  }

  #indexOf(snapshot: string): number {
    return this.#frozen.findIndex((frozen) => frozen.snapshot === snapshot);
  }

  #keepFrozen(): void {
    keepFrozenDisks(this.#directory, this.key, this.#frozen);
  }

  /** A file from an earlier run keeps its bytes; what it holds is told by its non-zero blocks. */
  #fill(options: { capacityBytes: number; seed: string; filled: number }, isNew: boolean): void {
    const blocks = Math.ceil(options.capacityBytes / blockBytes);
    const candidates =
      blocks > mostFilledBlocks ? [0, blocks - 1] : Array.from({ length: blocks }, (_, block) => block);
    for (const block of candidates) {
      const offset = block * blockBytes;
      const length = Math.min(blockBytes, options.capacityBytes - offset);
      if (isNew) {
        if (!isFilled(block, blocks, options.filled)) continue;
        writeSync(this.#descriptor, randomBlock(`${options.seed}/${this.key}/${block}`, length), 0, length, offset);
      } else if (readAt(this.#descriptor, offset, length).equals(zeros.subarray(0, length))) continue;
      this.#allocated.add(block);
    }
  }

  #checkRange(offset: number, length: number, capacityBytes: number): void {
    if (offset < 0 || length < 0 || offset + length > capacityBytes) {
      throw new RangeError(`Disk ${this.key}: ${offset}+${length} is outside of its ${capacityBytes} bytes`);
    }
  }
}

/** The ends always hold data, so that every tail is copied; between them runs of 16 blocks, scattered evenly. */
function isFilled(block: number, blocks: number, share: number): boolean {
  return block === 0 || block === blocks - 1 || (Math.floor(block / 16) * 0.6180339887) % 1 < share;
}
