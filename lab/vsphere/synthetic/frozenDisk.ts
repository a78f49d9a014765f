import { closeSync, existsSync, openSync, readFileSync, renameSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { LabExtent } from '../vmBacking.ts';
import { BlockSet, blockBytes } from './blockSet.ts';
import { readAt } from './readAt.ts';

interface FrozenParts {
  snapshot: string;
  file: string;
  capacityBytes: number;
  /** What was ever written before the snapshot. */
  allocated: BlockSet;
}

/**
 * A disk as of a snapshot: the blocks that were overwritten since, with their former bytes, in a file. The numbers of
 * those blocks stand in a second file beside it, so that the next lab process finds them; bytes first, number then.
 */
export class FrozenDisk {
  readonly snapshot: string;
  readonly file: string;
  readonly capacityBytes: number;
  readonly allocated: BlockSet;
  readonly saved = new BlockSet();
  readonly #bytes: number;
  readonly #numbers: number;

  private constructor(parts: FrozenParts, flags: 'w+' | 'a+') {
    this.snapshot = parts.snapshot;
    this.file = parts.file;
    this.capacityBytes = parts.capacityBytes;
    this.allocated = parts.allocated;
    this.#bytes = openSync(parts.file, flags === 'w+' ? 'w+' : 'r+');
    this.#numbers = openSync(`${parts.file}.blocks`, flags);
  }

  static make(parts: FrozenParts): FrozenDisk {
    return new FrozenDisk(parts, 'w+');
  }

  static open(parts: FrozenParts): FrozenDisk {
    const frozen = new FrozenDisk(parts, 'a+');
    const numbers = readFileSync(`${parts.file}.blocks`);
    for (let at = 0; at + 4 <= numbers.length; at += 4) frozen.saved.add(numbers.readUInt32BE(at));
    return frozen;
  }

  read(offset: number, length: number): Buffer {
    return readAt(this.#bytes, offset, length);
  }

  /** Keeps a block's former bytes, if they are not kept already. */
  save(block: number, former: () => Buffer): void {
    if (this.saved.has(block) || block * blockBytes >= this.capacityBytes) return;
    writeSync(this.#bytes, former(), 0, blockBytes, block * blockBytes);
    const number = Buffer.alloc(4);
    number.writeUInt32BE(block);
    writeSync(this.#numbers, number);
    this.saved.add(block);
  }

  close(): void {
    closeSync(this.#bytes);
    closeSync(this.#numbers);
  }

  remove(): void {
    this.close();
    for (const file of [this.file, `${this.file}.blocks`]) rmSync(file, { force: true });
  }
}

interface KeptFrozen {
  snapshot: string;
  capacityBytes: number;
  allocated: LabExtent[];
}

/** Notes which snapshots a disk has, oldest first. */
export function keepFrozenDisks(directory: string, key: number, frozen: readonly FrozenDisk[]): void {
  const kept = frozen.map(({ snapshot, capacityBytes, allocated }): KeptFrozen => {
    return { snapshot, capacityBytes, allocated: allocated.extents(capacityBytes) };
  });
  const list = listOf(directory, key);
  writeFileSync(`${list}.new`, JSON.stringify(kept));
  renameSync(`${list}.new`, list);
}

/** The snapshots that a former lab process left of a disk. */
export function openFrozenDisks(directory: string, key: number): FrozenDisk[] {
  const list = listOf(directory, key);
  if (!existsSync(list)) return [];
  return (JSON.parse(readFileSync(list, 'utf8')) as KeptFrozen[]).map((kept) => {
    const allocated = new BlockSet();
    for (const { start, length } of kept.allocated) {
      for (let at = start; at < start + length; at += blockBytes) allocated.add(at / blockBytes);
    }
    return FrozenDisk.open({ ...kept, file: frozenFile(directory, key, kept.snapshot), allocated });
  });
}

export function frozenFile(directory: string, key: number, snapshot: string): string {
  return join(directory, `disk-${key}.${snapshot}.cow`);
}

function listOf(directory: string, key: number): string {
  return join(directory, `disk-${key}.frozen.json`);
}
