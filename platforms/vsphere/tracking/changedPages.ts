import { DroverError } from '../../../contract/errors.ts';
import type { Extent } from '../../../ports/extent.ts';

/** One answer of QueryChangedDiskAreas: it describes `[startOffset, startOffset + length)`. */
export interface DiskChangeInfo {
  startOffset: number;
  length: number;
  areas: Extent[];
}

/**
 * Walks the whole capacity of a disk. The server answers in pages of at most about 2,000 areas and cuts big disks too;
 * the next page begins where the last said that it ends. A page may be empty and not be the last, the last may reach
 * past the capacity, and asking at the capacity itself is an error of the server's.
 *
 * Pages come out ascending and disjoint. An area that reaches past its page is carried into the next.
 * @throws DroverError platform.protocol when an answer does not go on from the question
 */
export async function* changedPages(
  query: (startOffset: number) => Promise<DiskChangeInfo>,
  capacityBytes: number,
): AsyncGenerator<Extent[]> {
  let carried: Extent[] = [];
  for (let start = 0; start < capacityBytes; ) {
    const page = await query(start);
    const end = Math.min(checkedEnd(page, start), capacityBytes);
    const known = mergeExtents([...carried, ...clampAreas(page.areas, start, capacityBytes)]);
    const [within, beyond] = splitAt(known, end);
    yield within;
    carried = beyond;
    start = end;
  }
}

function checkedEnd(page: DiskChangeInfo, asked: number): number {
  const { startOffset, length } = page;
  if (startOffset === asked && Number.isSafeInteger(length) && length > 0) return startOffset + length;
  throw new DroverError('platform.protocol', 'The server described other changed areas than were asked for.', {
    evidence: [`asked from ${asked}`, `answered from ${startOffset}`, `length ${length}`],
  });
}

function clampAreas(areas: readonly Extent[], from: number, capacityBytes: number): Extent[] {
  return areas.flatMap(({ start, length }) => {
    if (!Number.isSafeInteger(start) || !Number.isSafeInteger(length) || length < 0 || start < from) {
      throw new DroverError('platform.protocol', 'The server named a changed area that cannot be.', {
        evidence: [`start ${start}`, `length ${length}`, `page from ${from}`],
      });
    }
    const end = Math.min(start + length, capacityBytes);
    return end > start ? [{ start, length: end - start }] : [];
  });
}

/** Sorted, disjoint, neighbours joined. */
function mergeExtents(extents: Extent[]): Extent[] {
  const merged: Extent[] = [];
  for (const extent of extents.toSorted((a, b) => a.start - b.start)) {
    const last = merged.at(-1);
    if (last === undefined || extent.start > last.start + last.length) merged.push({ ...extent });
    else last.length = Math.max(last.length, extent.start + extent.length - last.start);
  }
  return merged;
}

function splitAt(extents: readonly Extent[], offset: number): [Extent[], Extent[]] {
  const before: Extent[] = [];
  const after: Extent[] = [];
  for (const { start, length } of extents) {
    const end = start + length;
    if (start < offset) before.push({ start, length: Math.min(end, offset) - start });
    if (end > offset) after.push({ start: Math.max(start, offset), length: end - Math.max(start, offset) });
  }
  return [before, after];
}
