/** Serialises work per key; who waits longer than its patience gets an error instead. */
export class KeyedMutex {
  readonly #tails = new Map<string, Promise<void>>();

  /**
   * @param timedOut makes the error thrown when the lock is not got within `patienceMs`.
   */
  async run<Result>(
    key: string,
    options: { patienceMs: number; timedOut: () => Error },
    work: () => Promise<Result>,
  ): Promise<Result> {
    const before = this.#tails.get(key) ?? Promise.resolve();
    const { promise: done, resolve: release } = Promise.withResolvers<void>();
    const tail = before.then(() => done);
    this.#tails.set(key, tail);
    try {
      await withPatience(before, options);
      return await work();
    } finally {
      release();
      if (this.#tails.get(key) === tail) this.#tails.delete(key);
    }
  }
}

async function withPatience(
  wait: Promise<void>,
  options: { patienceMs: number; timedOut: () => Error },
): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(options.timedOut()), options.patienceMs);
  });
  try {
    await Promise.race([wait, timeout]);
  } finally {
    clearTimeout(timer);
  }
}
