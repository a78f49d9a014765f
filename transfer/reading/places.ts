interface Waiter {
  go(): void;
}

/** Places that many share, in the order of asking; their number can change while some wait. */
export class Places {
  #limit: number;
  #taken = 0;
  readonly #waiting: Waiter[] = [];

  /** @param limit undefined: as many as are asked for */
  constructor(limit?: number) {
    this.#limit = limit ?? Number.POSITIVE_INFINITY;
  }

  get taken(): number {
    return this.#taken;
  }

  /** Those who hold a place keep it, also when there are fewer now. */
  setLimit(limit: number | undefined): void {
    this.#limit = limit ?? Number.POSITIVE_INFINITY;
    this.#serve();
  }

  acquire(signal: AbortSignal): Promise<void> {
    if (signal.aborted) return Promise.reject(signal.reason);
    if (this.#taken < this.#limit && this.#waiting.length === 0) {
      this.#taken += 1;
      return Promise.resolve();
    }
    return new Promise((resolve, reject) => {
      const waiter: Waiter = {
        go: () => {
          signal.removeEventListener('abort', abort);
          this.#taken += 1;
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
    this.#taken -= 1;
    this.#serve();
  }

  #serve(): void {
    while (this.#taken < this.#limit) {
      const waiter = this.#waiting.shift();
      if (waiter === undefined) return;
      waiter.go();
    }
  }
}
