import type { StreamSource } from '../../ports/blockSource.ts';
import type { Extent } from '../../ports/extent.ts';
import type { BlockPool } from './blockPool.ts';
import { leafCeil, leafFloor } from './leafRanges.ts';
import { planStream } from './planStream.ts';
import type { ReadPermit } from './rateLimit.ts';
import type { Planned } from './tasks.ts';

/**
 * Of a stream, which can only be read from its beginning: the blocks and zeros that touch the given ranges. The rest
 * passes, at the rate that is allowed, and is dropped.
 * @param ranges ascending
 */
export async function* planRepair(
  source: StreamSource,
  ranges: Extent[],
  { pool, rate, signal }: { pool: BlockPool; rate: ReadPermit; signal: AbortSignal },
): AsyncGenerator<Planned> {
  const damaged = ranges.map(({ start, length }) => ({
    start: leafFloor(start),
    end: leafCeil(start + length, source.size),
  }));
  for await (const planned of planStream(source, pool, signal)) {
    const end = planned.start + planned.length;
    const touched = damaged.filter((range) => range.start < end && range.end > planned.start);
    if (planned.kind === 'held') {
      if (touched.length > 0) {
        yield planned;
      } else {
        pool.release(planned.block);
        await rate.take(planned.length, signal);
      }
      continue;
    }
    let done = planned.start;
    for (const range of touched) {
      const start = Math.max(done, range.start);
      done = Math.min(end, range.end);
      if (start < done) yield { ...planned, start, length: done - start };
    }
  }
}
