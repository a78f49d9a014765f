import type { Extent } from '../../ports/extent.ts';
import type { BlockFill } from './blockFill.ts';
import type { Block } from './blockPool.ts';
import type { PlannedRange } from './planRound.ts';
import type { TaskCounts } from './watermark.ts';

/** A range of a plan; a stream's come with their bytes. */
export type Planned = PlannedRange | (Extent & { kind: 'held'; changedBytes: number; block: Block; fill: BlockFill });

/** What one lane does at a time. */
export type Task = ZeroTask | BytesTask;

export interface ZeroTask extends Extent {
  kind: 'zero';
  changedBytes: number;
  finish: Finish;
}

/** At most a block of whole leaves. */
export interface BytesTask {
  /** `held`: the bytes have come already, deflated. */
  kind: 'read' | 'held';
  /** In order; they lie one behind the other in the block. */
  pieces: Piece[];
  /** Of all pieces. */
  length: number;
  changedBytes: number;
  block: Block | null;
  /** What a held block is filled with. */
  fill: BlockFill | null;
  finish: Finish;
}

/** Whole leaves of the disk, or its end. */
export interface Piece extends Extent {
  /** Where they begin in the block. */
  at: number;
}

/** To be called once, when the leaves are written and in the ledger. */
type Finish = (counts: TaskCounts) => void;
