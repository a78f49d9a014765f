import type { TransferHooks } from '../../ports/transfer.ts';

const intervalMs = 1000;

/** Calls the progress hook at most once a second, with the rate since the call before. */
export class ProgressMeter {
  readonly #hooks: TransferHooks;
  #at = performance.now();
  #moved = 0;
  #movedBefore = 0;
  #rate = 0;

  constructor(hooks: TransferHooks) {
    this.#hooks = hooks;
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
    this.#hooks.progress({ ...position, bytesPerSecond: Math.round(this.#rate) });
  }
}
