/** At most twice a second, however many events come: lines are for people. */
const atMostEveryMs = 500;

/** Lets one reader wait until something has happened, or long enough. News that came while nobody waited count. */
export class News {
  #pending = false;
  #wake: () => void = () => {};
  #lastMs = 0;

  arrived(): void {
    this.#pending = true;
    this.#wake();
  }

  /** @throws the signal's reason when aborted */
  async wait(quietMs: number, signal: AbortSignal): Promise<void> {
    if (!this.#pending) await this.#woken(quietMs, signal, () => this.#pending);
    const early = this.#lastMs + atMostEveryMs - performance.now();
    if (early > 0) await this.#woken(early, signal, () => false);
    this.#pending = false;
    this.#lastMs = performance.now();
  }

  #woken(timeoutMs: number, signal: AbortSignal, enough: () => boolean): Promise<void> {
    return new Promise((resolve, reject) => {
      const leave = () => {
        clearTimeout(timer);
        signal.removeEventListener('abort', abort);
        this.#wake = () => {};
      };
      const abort = () => {
        leave();
        reject(signal.reason);
      };
      const done = () => {
        leave();
        resolve();
      };
      const timer = setTimeout(done, timeoutMs);
      signal.addEventListener('abort', abort, { once: true });
      this.#wake = () => {
        if (enough()) done();
      };
      if (signal.aborted) abort();
    });
  }
}
