import type { LabExtent } from '../vmBacking.ts';

/** Granularity of change tracking and of copy-on-write, bytes. */
export const blockBytes = 65536;

const chunkBlocks = 4096;

/** A set of block numbers that stays small however large the disk is. */
export class BlockSet {
  readonly #chunks = new Map<number, Uint8Array>();

  add(block: number): void {
    const number = Math.floor(block / chunkBlocks);
    let chunk = this.#chunks.get(number);
    if (chunk === undefined) {
      chunk = new Uint8Array(chunkBlocks / 8);
      this.#chunks.set(number, chunk);
    }
    const bit = block % chunkBlocks;
    chunk[bit >> 3] = (chunk[bit >> 3] ?? 0) | (1 << (bit & 7));
  }

  delete(block: number): void {
    const chunk = this.#chunks.get(Math.floor(block / chunkBlocks));
    if (chunk === undefined) return;
    const bit = block % chunkBlocks;
    chunk[bit >> 3] = (chunk[bit >> 3] ?? 0) & ~(1 << (bit & 7));
  }

  has(block: number): boolean {
    const bit = block % chunkBlocks;
    const byte = this.#chunks.get(Math.floor(block / chunkBlocks))?.[bit >> 3] ?? 0;
    return (byte & (1 << (bit & 7))) !== 0;
  }

  addAll(other: BlockSet): void {
    for (const [number, chunk] of other.#chunks) {
      const mine = this.#chunks.get(number);
      if (mine === undefined) this.#chunks.set(number, chunk.slice());
      else for (let i = 0; i < chunk.length; i += 1) mine[i] = (mine[i] ?? 0) | (chunk[i] ?? 0);
    }
  }

  copy(): BlockSet {
    const copy = new BlockSet();
    copy.addAll(this);
    return copy;
  }

  /** Ascending. */
  *blocks(): Generator<number> {
    for (const number of [...this.#chunks.keys()].sort((a, b) => a - b)) {
      const chunk = this.#chunks.get(number) ?? new Uint8Array();
      for (let at = 0; at < chunk.length; at += 1) {
        const byte = chunk[at] ?? 0;
        for (let bit = 0; byte >> bit !== 0; bit += 1) {
          if ((byte >> bit) & 1) yield number * chunkBlocks + at * 8 + bit;
        }
      }
    }
  }

  /** Ascending, disjoint, merged, cut at the capacity. */
  extents(capacityBytes: number): LabExtent[] {
    const extents: LabExtent[] = [];
    let last: LabExtent | undefined;
    for (const block of this.blocks()) {
      const start = block * blockBytes;
      const length = Math.min(blockBytes, capacityBytes - start);
      if (length <= 0) break;
      if (last !== undefined && last.start + last.length === start) last.length += length;
      else {
        last = { start, length };
        extents.push(last);
      }
    }
    return extents;
  }
}
