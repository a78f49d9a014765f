import { hash } from 'node:crypto';
import type { Extent } from '../../ports/extent.ts';
import { leafBytes, leafCount } from '../../proof/merkle.ts';

/** A sample reads at most this share of a disk, so that small disks are not read whole in every round. */
const largestShare = 1 / 16;

/**
 * Leaves that a round reads although the source calls them unchanged. Drawn by a hash of `seed`, so that a round that
 * is resumed looks at the same ones.
 */
export class AuditSample {
  readonly #leaves: Set<number>;
  readonly #capacityBytes: number;

  constructor(capacityBytes: number, sampleBytes: number, seed: string) {
    this.#capacityBytes = capacityBytes;
    const total = leafCount(capacityBytes);
    const most = Math.ceil(total * largestShare);
    const wanted = capacityBytes === 0 ? 0 : Math.min(most, Math.ceil(sampleBytes / leafBytes));
    this.#leaves = new Set();
    for (let draw = 0; this.#leaves.size < wanted; draw += 1) {
      const digest = hash('sha256', `${seed} ${draw}`, 'buffer');
      this.#leaves.add(Number(digest.readBigUInt64BE(0) % BigInt(total)));
    }
  }

  /** Passes pages of changes on, and drops from the sample what they name: that is read anyhow. */
  async *spare(pages: AsyncIterable<Extent[]>): AsyncGenerator<Extent[]> {
    for await (const page of pages) {
      for (const { start, length } of page) this.#drop(start / leafBytes, (start + length) / leafBytes);
      yield page;
    }
  }

  /** One leaf each, ascending; the last of the disk may be shorter. */
  *ranges(): Generator<Extent> {
    for (const leaf of [...this.#leaves].sort((a, b) => a - b)) {
      const start = leaf * leafBytes;
      yield { start, length: Math.min(leafBytes, this.#capacityBytes - start) };
    }
  }

  #drop(from: number, to: number): void {
    if (to - from < this.#leaves.size) {
      for (let leaf = Math.floor(from); leaf < to; leaf += 1) this.#leaves.delete(leaf);
      return;
    }
    for (const leaf of this.#leaves) if (leaf >= Math.floor(from) && leaf < to) this.#leaves.delete(leaf);
  }
}

/** The whole disk, in blocks of whole leaves. */
export function* everyBlock(capacityBytes: number, blockBytes: number): Generator<Extent> {
  for (let start = 0; start < capacityBytes; start += blockBytes) {
    yield { start, length: Math.min(blockBytes, capacityBytes - start) };
  }
}
