import type { BlockMap } from '../../contract/blockMap.ts';
import type { TransferHooks } from '../../ports/transfer.ts';

const intervalMs = 1000;

/** Calls the progress hook at most once a second, with the rate since the call before. */
export class ProgressMeter {
  readonly #hooks: TransferHooks;
  readonly #blocks: () => BlockMap | null;
  #at = performance.now();
  #moved = 0;
  #movedBefore = 0;
  #rate = 0;

  /** @param blocks the block map if it has changed since it was last asked for */
  constructor(hooks: TransferHooks, blocks: () => BlockMap | null = () => null) {
    this.#hooks = hooks;
    this.#blocks = blocks;
  }

  /** @param moved bytes that passed now: they make the rate; `doneBytes` may jump over zeros */
  report(moved: number, position: () => { doneBytes: number; totalBytes: number }): void {
    this.#moved += moved;
    if (performance.now() - this.#at >= intervalMs) this.flush(position());
  }

  flush(position: { doneBytes: number; totalBytes: number }): void {
    const now = performance.now();
    const seconds = Math.max(0.001, (now - this.#at) / 1000);
    if (this.#moved > this.#movedBefore || seconds >= intervalMs / 1000) {
      this.#rate = (this.#moved - this.#movedBefore) / seconds;
    }
    this.#movedBefore = this.#moved;
    this.#at = now;
    const blocks = this.#blocks();
    const done = { ...position, bytesPerSecond: Math.round(this.#rate) };
    this.#hooks.progress(blocks === null ? done : { ...done, blocks });
  }
}
