import { DroverError } from '../../contract/errors.ts';
import type { StreamSource } from '../../ports/blockSource.ts';
import type { Block, BlockPool } from './blockPool.ts';
import { PackedBlock } from './packedBlock.ts';
import type { Planned } from './tasks.ts';

interface Open {
  start: number;
  block: Block;
  packed: PackedBlock;
}

/** Gathers the pieces of a stream by the blocks of the pool that they are inflated into; what lies between is zero. */
export async function* planStream(source: StreamSource, pool: BlockPool, signal: AbortSignal): AsyncGenerator<Planned> {
  const size = source.size;
  let done = 0;
  let last = 0;
  let open: Open | undefined;
  for await (const piece of source.blocks(signal)) {
    const { offset, length } = piece;
    const start = offset - (offset % pool.blockBytes);
    const end = offset + length;
    if (offset < last || end > size || end > start + pool.blockBytes) {
      throw new DroverError('platform.corrupt', `The stream gave bytes out of order or beyond the disk at ${offset}.`);
    }
    last = end;
    if (open !== undefined && open.start !== start) {
      yield held(open, size, pool);
      done = blockEnd(open.start, size, pool);
      open = undefined;
    }
    if (open === undefined) {
      if (done < start) yield { kind: 'zero', start: done, length: start - done, changedBytes: 0 };
      done = start;
      const block = await pool.acquire(signal);
      block.packed ??= new PackedBlock(pool.blockBytes);
      open = { start, block, packed: block.packed };
    }
    await open.packed.add(piece, start);
  }
  if (open !== undefined) {
    yield held(open, size, pool);
    done = blockEnd(open.start, size, pool);
  }
  if (done < size) yield { kind: 'zero', start: done, length: size - done, changedBytes: 0 };
}

function held({ start, block, packed }: Open, size: number, pool: BlockPool): Planned {
  const length = blockEnd(start, size, pool) - start;
  return { kind: 'held', start, length, changedBytes: 0, block, fill: packed.take(start) };
}

function blockEnd(start: number, size: number, pool: BlockPool): number {
  return Math.min(size, start + pool.blockBytes);
}
