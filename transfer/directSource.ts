import type { BlockSource } from '../ports/blockSource.ts';

/** A source that fills memory of the caller, so that the engine's blocks are never copied. */
export interface DirectSource extends BlockSource {
  /**
   * Fills `into` with the bytes at `offset`; not more than `maximumRead`. After a rejection the memory may still be
   * written to until `close` has returned.
   */
  readInto(offset: number, into: Buffer, signal: AbortSignal): Promise<void>;
}
