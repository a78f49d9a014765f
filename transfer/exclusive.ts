/** One holder per key: a newcomer ends the holder before and waits until it is gone. */
export class Exclusive {
  readonly #holders = new Map<string, { stop: AbortController; gone: Promise<unknown> }>();

  /** Runs `work` as the only one with this key; its signal is aborted when the caller's is, or when another comes. */
  async run<T>(key: string, signal: AbortSignal, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const stop = new AbortController();
    const before = this.#holders.get(key);
    before?.stop.abort(new DOMException('Another attempt took over.', 'AbortError'));
    const running = (async () => {
      await before?.gone;
      const joint = AbortSignal.any([signal, stop.signal]);
      joint.throwIfAborted();
      return work(joint);
    })();
    const gone = running.then(
      () => undefined,
      () => undefined,
    );
    const holder = { stop, gone };
    this.#holders.set(key, holder);
    try {
      return await running;
    } finally {
      if (this.#holders.get(key) === holder) this.#holders.delete(key);
    }
  }
}
