import type { BlockSource } from '../../ports/blockSource.ts';
import type { Extent } from '../../ports/extent.ts';
import { ascendingExtents } from './ascendingExtents.ts';
import { leafCeil, leafFloor, leafRanges } from './leafRanges.ts';

/** A run of whole leaves: known to be zero, or to be read. */
export interface PlannedRange extends Extent {
  kind: 'read' | 'zero';
  /** Bytes that the source called changed; 0 in a whole-disk round, where only comparing tells. */
  changedBytes: number;
}

/** Zero gaps up to this are read along. */
const zeroGapBytes = 64 * 1024;
/** From this length on it pays to ask the source which parts are zero. */
const askBytes = 4 * 1024 * 1024;
const longestRange = 64 * 1024 * 1024;

/** The whole disk from `from` (a leaf boundary) on, in order and without gaps. */
export function planWhole(source: BlockSource, from: number, signal: AbortSignal): AsyncGenerator<PlannedRange> {
  return splitByZeros(source, { start: from, length: source.size - from }, signal);
}

/** What the pages call changed from `from` (a leaf boundary) on, in order. */
export async function* planChanges(
  source: BlockSource,
  pages: AsyncIterable<Extent[]>,
  from: number,
  signal: AbortSignal,
): AsyncGenerator<PlannedRange> {
  for await (const range of leafRanges(ascendingExtents(pages, source.size), source.size)) {
    const end = range.start + range.length;
    if (end <= from || range.length === 0) continue;
    const start = Math.max(range.start, from);
    // A range that was begun before the interruption has been counted then.
    const changedBytes = range.start >= from ? range.changedBytes : 0;
    if (end - start < askBytes) {
      yield { start, length: end - start, kind: 'read', changedBytes };
      continue;
    }
    let counted = false;
    for await (const part of splitByZeros(source, { start, length: end - start }, signal)) {
      yield { ...part, changedBytes: counted ? 0 : changedBytes };
      counted = true;
    }
  }
}

/**
 * A first copy that goes on from another snapshot than it began with: below `carried` what has changed since, the rest
 * as a whole.
 * @param carried a leaf boundary
 */
export async function* planCarried(
  source: BlockSource,
  { pages, carried, from }: { pages: AsyncIterable<Extent[]>; carried: number; from: number },
  signal: AbortSignal,
): AsyncGenerator<PlannedRange> {
  yield* planChanges(source, below(pages, carried), from, signal);
  yield* planWhole(source, Math.max(from, carried), signal);
}

async function* below(pages: AsyncIterable<Extent[]>, end: number): AsyncGenerator<Extent[]> {
  for await (const page of pages) {
    yield page.flatMap(({ start, length }) => (start < end ? [{ start, length: Math.min(length, end - start) }] : []));
    if (page.some(({ start, length }) => start + length >= end)) return;
  }
}

async function* splitByZeros(source: BlockSource, range: Extent, signal: AbortSignal): AsyncGenerator<PlannedRange> {
  const end = range.start + range.length;
  let done = range.start;
  let reading: { start: number; end: number } | undefined;
  for await (const extent of source.extents(range, signal)) {
    if (extent.kind === 'zero') continue;
    const from = Math.max(done, leafFloor(extent.start));
    const to = Math.min(end, leafCeil(extent.start + extent.length, source.size));
    if (to <= from) continue;
    if (reading !== undefined && from <= reading.end + zeroGapBytes) {
      reading.end = Math.max(reading.end, to);
    } else {
      if (reading !== undefined) {
        yield* zeroThenRead(done, reading);
        done = reading.end;
      }
      reading = { start: Math.max(done, from), end: to };
    }
    if (reading.end - reading.start >= longestRange) {
      yield* zeroThenRead(done, reading);
      done = reading.end;
      reading = undefined;
    }
  }
  if (reading !== undefined) {
    yield* zeroThenRead(done, reading);
    done = reading.end;
  }
  if (done < end) yield { start: done, length: end - done, kind: 'zero', changedBytes: 0 };
}

function* zeroThenRead(done: number, reading: { start: number; end: number }): Generator<PlannedRange> {
  const { start, end } = reading;
  if (done < start) yield { start: done, length: start - done, kind: 'zero', changedBytes: 0 };
  yield { start, length: end - start, kind: 'read', changedBytes: 0 };
}
