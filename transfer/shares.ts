import type { DisksRead } from '../ports/limits.ts';

/** Disks that go by one limit. */
export interface Sharing {
  /** Read by this mover. */
  own: number;
  /** By all others. */
  others: number;
}

/** How many disks of what movers read have `value` at `key`; without a key, all. */
export function countDisks(read: readonly DisksRead[], key?: keyof DisksRead, value?: string): number {
  let count = 0;
  for (const place of read) if (key === undefined || place[key] === value) count += place.disks;
  return count;
}

/** A mover's part of a rate: to each disk the same, whichever mover reads it. Undefined: no limit. */
export function partOfRate(bytesPerSecond: number | null, sharing: Sharing): number | undefined {
  return bytesPerSecond === null ? undefined : bytesPerSecond * shareOf(sharing);
}

/** A mover's part of a number of reads in flight: whole ones, and always one, for what reads nothing never ends. */
export function partOfReads(cap: number | null, sharing: Sharing): number | undefined {
  return cap === null ? undefined : Math.max(1, Math.floor(cap * shareOf(sharing)));
}

function shareOf({ own, others }: Sharing): number {
  // The last disk may have left while others were asked about.
  const counted = Math.max(1, own);
  return counted / (counted + others);
}
