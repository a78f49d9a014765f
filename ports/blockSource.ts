import type { Extent } from './extent.ts';

export type ExtentKind = 'data' | 'zero' | 'unknown';

export interface SourceExtent extends Extent {
  kind: ExtentKind;
}

/** A disk to read from, frozen: two reads of one range give the same bytes. */
export interface BlockSource {
  /** Capacity in bytes. */
  readonly size: number;
  /** Largest single read that the transport takes, bytes. */
  readonly maximumRead: number;
  /** Reads worth keeping in flight at first. */
  readonly parallelReads: number;
  /** Reads that it bears in flight at most. */
  readonly mostReads: number;
  /** What the source knows of the range: ascending, disjoint, gapless. `zero` may be skipped without reading. */
  extents(range: Extent, signal: AbortSignal): AsyncIterable<SourceExtent>;
  /** Exactly `length` bytes. @throws DroverError platform.* when they cannot be had */
  read(offset: number, length: number, signal: AbortSignal): Promise<Buffer>;
  close(): Promise<void>;
}

/** A run of bytes of the disk, deflated (RFC 1950). */
export interface DeflatedPiece {
  offset: number;
  /** Bytes of the disk that it gives. */
  length: number;
  /** Bytes that it may inflate to: the last piece of an odd disk is filled up. */
  mostBytes: number;
  deflatedBytes: number;
  /** Fills `into`, which has `deflatedBytes`: once at most, and before the next piece is asked for. */
  read(into: Buffer): Promise<void>;
}

/** A disk that only comes as one ascending stream (an export lease). Bytes not delivered are zero. */
export interface StreamSource {
  readonly size: number;
  /** Ascending, disjoint pieces, none across a multiple of 1 MiB. @throws DroverError transfer.stream-truncated */
  blocks(signal: AbortSignal): AsyncIterable<DeflatedPiece>;
  close(): Promise<void>;
}
