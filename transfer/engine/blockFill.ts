import type { DeflatedPiece } from '../../ports/blockSource.ts';
import { inflateInto } from './inflateInto.ts';

/** Deflated pieces of one block, in memory that can be handed to another thread. */
export interface BlockFill {
  /** Where the block begins in the disk. */
  start: number;
  packed: Uint8Array<ArrayBuffer>;
  /** `end`: of its bytes in `packed`, where the next one's begin. */
  pieces: { offset: number; length: number; mostBytes: number; end: number }[];
}

export function packPieces(start: number, pieces: DeflatedPiece[]): BlockFill {
  const packed = new Uint8Array(pieces.reduce((sum, { deflated }) => sum + deflated.length, 0));
  let end = 0;
  return {
    start,
    packed,
    pieces: pieces.map(({ offset, length, mostBytes, deflated }) => {
      packed.set(deflated, end);
      end += deflated.length;
      return { offset, length, mostBytes, end };
    }),
  };
}

/** Makes the block what its pieces say; what they do not name is zero. @throws DroverError platform.corrupt */
export function fillBlock(block: Buffer, { start, packed, pieces }: BlockFill): void {
  block.fill(0);
  let from = 0;
  for (const { offset, length, mostBytes, end } of pieces) {
    const into = block.subarray(offset - start, offset - start + length);
    inflateInto(into, packed.subarray(from, end), { offset, mostBytes });
    from = end;
  }
}
