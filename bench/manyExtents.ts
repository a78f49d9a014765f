import type { Extent } from '../ports/extent.ts';
import { GiB, KiB } from './benchDisk.ts';

const leaf = 64 * KiB;
const inLeaf = 16;
const leafEach = 32 * leaf;

/** A million changes of 2 KiB, with 2 KiB between, sixteen to a leaf in one of 32 leaves of a large disk. */
export const manyExtents = {
  capacityBytes: 128 * GiB,
  count: 1_000_000,
  leaves: 1_000_000 / inLeaf,
  leafAt: (index: number): number => index * leafEach,
  at(index: number): Extent {
    const start = Math.floor(index / inLeaf) * leafEach + (index % inLeaf) * 4 * KiB;
    return { start, length: 2 * KiB };
  },
};
