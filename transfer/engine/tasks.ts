import type { BlockFill } from './blockFill.ts';
import type { Block } from './blockPool.ts';
import type { PlannedRange } from './planRound.ts';
import type { TaskCounts, Watermark } from './watermark.ts';

/** What one lane does at a time: at most a block of whole leaves. `held`: the bytes have come already, deflated. */
export interface Task {
  kind: 'read' | 'zero' | 'held';
  start: number;
  length: number;
  changedBytes: number;
  block: Block | null;
  /** What a held block is filled with. */
  fill: BlockFill | null;
  /** To be called once, when its leaves are written and in the ledger. */
  finish(counts: TaskCounts): void;
}

/** A range of a plan; a stream's come with their bytes. */
export type Planned =
  | PlannedRange
  | { kind: 'held'; start: number; length: number; changedBytes: number; block: Block; fill: BlockFill };

/** Zeroing and comparing of zero ranges goes on in pieces of this, so that progress and cancellation do too. */
const zeroBytes = 64 * 1024 * 1024;

/** Cuts planned ranges to tasks and announces each to the watermark in order. */
export async function* cutTasks(
  plan: AsyncIterable<Planned>,
  watermark: Watermark,
  sizes: { blockBytes: number; wholeZeros: boolean },
): AsyncGenerator<Task> {
  for await (const range of plan) {
    const end = range.start + range.length;
    if (range.kind === 'held') {
      yield { ...range, finish: watermark.begin(end) };
      continue;
    }
    const zeroStep = sizes.wholeZeros ? range.length : zeroBytes;
    const step = range.kind === 'zero' ? zeroStep : sizes.blockBytes;
    for (let start = range.start; start < end; start += step) {
      const length = Math.min(step, end - start);
      const changedBytes = start === range.start ? range.changedBytes : 0;
      const finish = watermark.begin(start + length);
      yield { kind: range.kind, start, length, changedBytes, block: null, fill: null, finish };
    }
  }
}
