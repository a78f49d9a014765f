import type { Extent } from '../../ports/extent.ts';
import type { BytesTask, Piece, Planned, Task } from './tasks.ts';
import type { Watermark } from './watermark.ts';

/** Zeroing and comparing of zero ranges goes on in pieces of this, so that progress and cancellation do too. */
const zeroBytes = 64 * 1024 * 1024;
/** The ledger's entries of a task are read at once: at most 128 KiB of them. */
const widestTask = 256 * 1024 * 1024;

/**
 * Cuts planned ranges to tasks and announces each to the watermark in order. Scattered ranges share a task while its block
 * has room for them: what a task costs beside its bytes is more than to read and write a leaf.
 */
export async function* cutTasks(
  plan: AsyncIterable<Planned>,
  watermark: Watermark,
  sizes: { blockBytes: number; wholeZeros: boolean },
): AsyncGenerator<Task> {
  const gathering = new Gathering(watermark, sizes.blockBytes);
  for await (const range of plan) {
    if (range.kind === 'read') {
      if (!gathering.hasRoomFor(range)) yield* gathering.take();
      for (const piece of pieces(range, sizes.blockBytes)) {
        gathering.add(piece, piece.start === range.start ? range.changedBytes : 0);
        if (gathering.full) yield* gathering.take();
      }
      continue;
    }
    yield* gathering.take();
    if (range.kind === 'held') {
      const { start, length } = range;
      yield { ...range, pieces: [{ start, length, at: 0 }], finish: watermark.begin(start + length) };
      continue;
    }
    for (const { start, length } of pieces(range, sizes.wholeZeros ? range.length : zeroBytes)) {
      const changedBytes = start === range.start ? range.changedBytes : 0;
      yield { kind: 'zero', start, length, changedBytes, finish: watermark.begin(start + length) };
    }
  }
  yield* gathering.take();
}

function* pieces(range: Extent, most: number): Generator<Extent> {
  const end = range.start + range.length;
  for (let start = range.start; start < end; start += most) yield { start, length: Math.min(most, end - start) };
}

/** Pieces for one block. */
class Gathering {
  readonly #watermark: Watermark;
  readonly #blockBytes: number;
  #pieces: Piece[] = [];
  #length = 0;
  #changedBytes = 0;

  constructor(watermark: Watermark, blockBytes: number) {
    this.#watermark = watermark;
    this.#blockBytes = blockBytes;
  }

  get full(): boolean {
    return this.#length === this.#blockBytes;
  }

  hasRoomFor({ start, length }: Extent): boolean {
    const first = this.#pieces[0]?.start ?? start;
    return this.#length + length <= this.#blockBytes && start + length - first <= widestTask;
  }

  add({ start, length }: Extent, changedBytes: number): void {
    this.#pieces.push({ start, length, at: this.#length });
    this.#length += length;
    this.#changedBytes += changedBytes;
  }

  /** One task, or none if nothing was added. */
  *take(): Generator<BytesTask> {
    const last = this.#pieces.at(-1);
    if (last === undefined) return;
    const finish = this.#watermark.begin(last.start + last.length);
    const of = { pieces: this.#pieces, length: this.#length, changedBytes: this.#changedBytes };
    this.#pieces = [];
    this.#length = 0;
    this.#changedBytes = 0;
    yield { kind: 'read', ...of, block: null, fill: null, finish };
  }
}
