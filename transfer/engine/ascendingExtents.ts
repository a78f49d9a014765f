import { DroverError } from '../../contract/errors.ts';
import type { Extent } from '../../ports/extent.ts';

/**
 * Pages of changed extents as one ascending, disjoint stream within the disk. Empty pages are skipped, neighbours and
 * overlaps joined.
 * @throws DroverError platform.protocol when the pages do not ascend
 */
export async function* ascendingExtents(
  pages: AsyncIterable<Extent[]> | Iterable<Extent[]>,
  capacityBytes: number,
): AsyncGenerator<Extent> {
  let pending: Extent | undefined;
  for await (const page of pages) {
    for (const extent of page) {
      const start = Math.max(0, extent.start);
      const end = Math.min(capacityBytes, extent.start + extent.length);
      if (end <= start) continue;
      if (pending === undefined) {
        pending = { start, length: end - start };
        continue;
      }
      if (start < pending.start) {
        throw new DroverError('platform.protocol', `Changed extents came out of order at ${start}.`);
      }
      const pendingEnd = pending.start + pending.length;
      if (start <= pendingEnd) {
        pending.length = Math.max(end, pendingEnd) - pending.start;
        continue;
      }
      yield pending;
      pending = { start, length: end - start };
    }
  }
  if (pending !== undefined) yield pending;
}
