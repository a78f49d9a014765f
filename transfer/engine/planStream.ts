import { DroverError } from '../../contract/errors.ts';
import type { StreamSource } from '../../ports/blockSource.ts';
import type { Block, BlockPool } from './blockPool.ts';
import type { Planned } from './tasks.ts';

/**
 * Gathers the pieces of a stream into blocks of the pool; what lies between them is zero. Pieces below `from` (a leaf
 * boundary) pass unseen: a stream cannot be begun in the middle.
 */
export async function* planStream(
  source: StreamSource,
  from: number,
  pool: BlockPool,
  signal: AbortSignal,
): AsyncGenerator<Planned> {
  const size = source.size;
  let done = from;
  let last = 0;
  let open: { start: number; block: Block } | undefined;
  for await (const piece of source.blocks(signal)) {
    const end = piece.offset + piece.data.length;
    if (piece.offset < last || end > size) {
      throw new DroverError(
        'platform.corrupt',
        `The stream gave bytes out of order or beyond the disk at ${piece.offset}.`,
      );
    }
    last = end;
    for (let at = Math.max(from, piece.offset); at < end; ) {
      const start = at - ((at - from) % pool.blockBytes);
      if (open !== undefined && open.start !== start) {
        yield held(open, size, pool);
        done = blockEnd(open.start, size, pool);
        open = undefined;
      }
      if (open === undefined) {
        if (done < start) yield { kind: 'zero', start: done, length: start - done, changedBytes: 0 };
        done = start;
        open = { start, block: await pool.acquire(signal) };
        open.block.bytes.fill(0);
      }
      const to = Math.min(end, start + pool.blockBytes);
      piece.data.copy(open.block.bytes, at - start, at - piece.offset, to - piece.offset);
      at = to;
    }
  }
  if (open !== undefined) {
    yield held(open, size, pool);
    done = blockEnd(open.start, size, pool);
  }
  if (done < size) yield { kind: 'zero', start: done, length: size - done, changedBytes: 0 };
}

function held(open: { start: number; block: Block }, size: number, pool: BlockPool): Planned {
  const length = blockEnd(open.start, size, pool) - open.start;
  return { kind: 'held', start: open.start, length, changedBytes: 0, block: open.block };
}

function blockEnd(start: number, size: number, pool: BlockPool): number {
  return Math.min(size, start + pool.blockBytes);
}
