import type { PackedBlock } from './packedBlock.ts';
import { type PageMemory, pageMemory } from './pageMemory.ts';

/** A piece of memory that the source fills, the hash threads read and the sink writes from. */
export interface Block {
  /** Shared with the hash threads; the block begins at `offset` in it, on a page boundary. */
  memory: SharedArrayBuffer;
  offset: number;
  bytes: Buffer;
  /** What a stream's pieces of the block are gathered in; null until there are any. */
  packed: PackedBlock | null;
}

/** A fixed number of blocks: the bound on a transfer's memory. */
export class BlockPool {
  readonly blockBytes: number;
  readonly #pages: PageMemory;
  readonly #free: Block[] = [];
  readonly #waiting: { resolve(block: Block): void; reject(error: unknown): void }[] = [];
  #unmade: number;

  /** @param blockBytes a multiple of 4096, so that each block begins on a page */
  constructor(blockBytes: number, count: number) {
    this.blockBytes = blockBytes;
    this.#pages = pageMemory(blockBytes * count);
    this.#unmade = count;
  }

  acquire(signal: AbortSignal): Promise<Block> {
    if (signal.aborted) return Promise.reject(signal.reason);
    const free = this.#free.pop();
    if (free !== undefined) return Promise.resolve(free);
    if (this.#unmade > 0) {
      this.#unmade -= 1;
      const { memory } = this.#pages;
      const offset = this.#pages.offset + this.#unmade * this.blockBytes;
      return Promise.resolve({ memory, offset, bytes: Buffer.from(memory, offset, this.blockBytes), packed: null });
    }
    return new Promise((resolve, reject) => {
      const waiter = {
        resolve: (block: Block) => {
          signal.removeEventListener('abort', abort);
          resolve(block);
        },
        reject,
      };
      const abort = () => {
        this.#waiting.splice(this.#waiting.indexOf(waiter), 1);
        reject(signal.reason);
      };
      signal.addEventListener('abort', abort, { once: true });
      this.#waiting.push(waiter);
    });
  }

  release(block: Block): void {
    const waiter = this.#waiting.shift();
    if (waiter === undefined) this.#free.push(block);
    else waiter.resolve(block);
  }
}
