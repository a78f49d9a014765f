import { encodeCells } from '../../contract/blockCells.ts';
import type { BlockMap } from '../../contract/blockMap.ts';
import type { Extent } from '../../ports/extent.ts';
import { type CellGrid, cellCode, gridOf } from './cellGrid.ts';
import { comparedCodes } from './comparedBlocks.ts';
import { KeptBlocks } from './keptBlocks.ts';
import { RoundBlocks, type RoundStart, type Touched } from './roundBlocks.ts';

/** The block map of one disk on this mover: goes on from the kept one, is kept at each checkpoint, and told when it changes. */
export class BlockRecord implements AsyncDisposable {
  readonly #grid: CellGrid;
  readonly #file: KeptBlocks;
  #left: { round: number; key: string } | null;
  #codes: Uint8Array | null;
  #running: RoundBlocks | null = null;
  #told = '';

  private constructor(grid: CellGrid, file: KeptBlocks, kept: Awaited<ReturnType<KeptBlocks['read']>>) {
    this.#grid = grid;
    this.#file = file;
    this.#left = kept;
    this.#codes = kept?.codes ?? null;
  }

  static async open(path: string, capacityBytes: number): Promise<BlockRecord> {
    const grid = gridOf(capacityBytes);
    const file = await KeptBlocks.open(path, grid);
    try {
      return new BlockRecord(grid, file, await file.read());
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  /** A round begins, or goes on in another process. */
  begin(start: RoundStart & { round: number; key: string }): void {
    const { round, key } = start;
    const resumed = start.resumed && this.#left?.round === round && this.#left.key === key;
    this.#left = { round, key };
    this.#running = new RoundBlocks(this.#grid, this.#codes, { ...start, resumed });
  }

  put(start: number, length: number, touched: Touched): void {
    this.#running?.put(start, length, touched);
  }

  async durable(upTo: number): Promise<void> {
    this.#running?.durable(upTo);
    await this.keep();
  }

  async end(): Promise<void> {
    this.#running?.end();
    await this.keep();
  }

  /** The volume was read back up to `toldBytes`. */
  compared(progress: { toldBytes: number; mismatches: Extent[] }): void {
    const before = this.#codes ?? new Uint8Array(this.#grid.count).fill(cellCode.copied);
    this.#codes = comparedCodes(this.#grid, before, progress);
  }

  /** The map if it is another than at the last call. */
  news(): BlockMap | null {
    const cells = encodeCells(this.#now());
    if (cells === this.#told) return null;
    this.#told = cells;
    const { capacityBytes, cellBytes } = this.#grid;
    return { capacityBytes, cellBytes, cells };
  }

  async keep(): Promise<void> {
    const { round, key } = this.#left ?? { round: -1, key: '' };
    // A map is a picture of the journal and ledger. Where those can still be written, a copy does not fail for it.
    await this.#file.write({ round, key, codes: this.#now() }).catch(() => undefined);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#file.close();
  }

  #now(): Uint8Array {
    return this.#running?.codes() ?? this.#codes ?? new Uint8Array(this.#grid.count);
  }
}
