import { inflateInto } from './inflateInto.ts';

/** Deflated pieces of one block, in memory that threads share. */
export interface BlockFill {
  memory: SharedArrayBuffer;
  /** Four numbers a piece: its offset in the block, length, most bytes, and where its deflated bytes end. */
  places: Uint32Array;
  /** Where the block begins in the disk. */
  start: number;
}

/** Makes the block what its pieces say; what they do not name is zero. @throws DroverError platform.corrupt */
export function fillBlock(block: Buffer, { memory, places, start }: BlockFill): void {
  const packed = Buffer.from(memory);
  let from = 0;
  let filled = 0;
  for (let i = 0; i < places.length; i += 4) {
    const [at = 0, length = 0, mostBytes = 0, end = 0] = places.subarray(i, i + 4);
    block.fill(0, filled, at);
    filled = at + length;
    inflateInto(block.subarray(at, filled), packed.subarray(from, end), { offset: start + at, mostBytes });
    from = end;
  }
  block.fill(0, filled);
}
