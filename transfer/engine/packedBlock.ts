import type { DeflatedPiece } from '../../ports/blockSource.ts';
import type { BlockFill } from './blockFill.ts';

/** Room for all pieces of a block that do not deflate, with what zlib and small grains add. */
const surplus = 17 / 16;

/** Gathers the pieces of one block as they come, so that no byte of them is copied twice. */
export class PackedBlock {
  #memory: SharedArrayBuffer;
  #bytes: Buffer;
  #end = 0;
  #places: number[] = [];

  /** @param blockBytes of the block that is filled */
  constructor(blockBytes: number) {
    this.#memory = new SharedArrayBuffer(Math.ceil(blockBytes * surplus));
    this.#bytes = Buffer.from(this.#memory);
  }

  /** @param start where the block begins in the disk */
  async add(piece: DeflatedPiece, start: number): Promise<void> {
    const from = this.#end;
    this.#end += piece.deflatedBytes;
    if (this.#end > this.#bytes.length) this.#grow(from);
    await piece.read(this.#bytes.subarray(from, this.#end));
    this.#places.push(piece.offset - start, piece.length, piece.mostBytes, this.#end);
  }

  /** What was gathered, to be inflated before the next piece is added. */
  take(start: number): BlockFill {
    const fill = { memory: this.#memory, places: Uint32Array.from(this.#places), start };
    this.#places = [];
    this.#end = 0;
    return fill;
  }

  #grow(filled: number): void {
    const known = this.#bytes;
    this.#memory = new SharedArrayBuffer(2 * this.#end);
    this.#bytes = Buffer.from(this.#memory);
    this.#bytes.set(known.subarray(0, filled));
  }
}
