import type { Extent } from '../../ports/extent.ts';
import { leafBytes } from '../../proof/merkle.ts';

/** Whole leaves to read for one or more changed extents. */
export interface LeafRange extends Extent {
  /** Bytes in it that the source called changed. */
  changedBytes: number;
}

/** A gap this small costs less to read than another request. */
const gapBytes = 256 * 1024;
/** Share of what changed that may be read on top of it. */
const slack = 0.05;
/** A range is handed on once it is this long, so that reading begins before the stream of extents ends. */
const longestRange = 64 * 1024 * 1024;

/**
 * Widens ascending extents to leaves and joins near ones, reading at most 1.05 times the leaves that changed.
 * The last range may end at an odd capacity.
 */
export async function* leafRanges(
  extents: AsyncIterable<Extent> | Iterable<Extent>,
  capacityBytes: number,
): AsyncGenerator<LeafRange> {
  let pending: LeafRange | undefined;
  let allowance = 0;
  for await (const extent of extents) {
    const start = leafFloor(extent.start);
    const end = leafCeil(extent.start + extent.length, capacityBytes);
    const pendingEnd = pending === undefined ? 0 : pending.start + pending.length;
    const gap = start - pendingEnd;
    allowance += (end - Math.max(start, pendingEnd)) * slack;
    const joins = gap <= 0 || (gap <= gapBytes && gap <= allowance);
    if (pending !== undefined && joins && pending.length < longestRange) {
      if (gap > 0) allowance -= gap;
      pending.length = Math.max(end, pendingEnd) - pending.start;
      pending.changedBytes += extent.length;
      continue;
    }
    if (pending !== undefined) yield pending;
    // The first leaf may have been handed on with the range before.
    const from = Math.max(start, pendingEnd);
    pending = { start: from, length: Math.max(0, end - from), changedBytes: extent.length };
  }
  if (pending !== undefined) yield pending;
}

export function leafFloor(offset: number): number {
  return offset - (offset % leafBytes);
}

/** The next leaf boundary, or the end of the disk. */
export function leafCeil(offset: number, capacityBytes: number): number {
  return Math.min(capacityBytes, Math.ceil(offset / leafBytes) * leafBytes);
}
