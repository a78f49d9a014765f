/** So many at a time; the rest waits in order. */
export class Semaphore {
  #free: number;
  readonly #waiting: { go(): void }[] = [];

  constructor(places: number) {
    this.#free = places;
  }

  acquire(signal: AbortSignal): Promise<void> {
    if (signal.aborted) return Promise.reject(signal.reason);
    if (this.#free > 0) {
      this.#free -= 1;
      return Promise.resolve();
    }
    return new Promise((resolve, reject) => {
      const waiter = {
        go: () => {
          signal.removeEventListener('abort', abort);
          resolve();
        },
      };
      const abort = () => {
        this.#waiting.splice(this.#waiting.indexOf(waiter), 1);
        reject(signal.reason);
      };
      signal.addEventListener('abort', abort, { once: true });
      this.#waiting.push(waiter);
    });
  }

  release(): void {
    const waiter = this.#waiting.shift();
    if (waiter === undefined) this.#free += 1;
    else waiter.go();
  }
}
