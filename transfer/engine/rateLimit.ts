/** Bytes that may pass at once after a pause, as a share of a second's. */
const burstSeconds = 0.25;
const longestWaitMs = 250;

interface Waiter {
  bytes: number;
  grant(): void;
}

/**
 * Token bucket over bytes that several consumers share: each gets its turn, however many requests another has waiting.
 * The rate can change while they wait; 0 lets nothing pass until it does.
 */
export class RateLimit {
  #bytesPerSecond: number | undefined;
  #tokens = 0;
  #at: number;
  #timer: NodeJS.Timeout | undefined;
  /** In the order of their turns. */
  readonly #queues = new Map<string, Waiter[]>();
  readonly #now: () => number;

  /** @param bytesPerSecond undefined: no limit */
  constructor(bytesPerSecond: number | undefined, now: () => number = () => performance.now()) {
    this.#bytesPerSecond = bytesPerSecond;
    this.#now = now;
    this.#at = now();
  }

  setRate(bytesPerSecond: number | undefined): void {
    if (bytesPerSecond === this.#bytesPerSecond) return;
    this.#refill();
    this.#bytesPerSecond = bytesPerSecond;
    this.#tokens = bytesPerSecond === undefined ? 0 : Math.min(this.#tokens, 0);
    this.#pump();
  }

  /** Waits until so many bytes may pass; takes them in advance, so that large requests are not starved. */
  take(bytes: number, signal: AbortSignal, consumer = ''): Promise<void> {
    if (this.#queues.size === 0 && this.#mayPass()) {
      this.#spend(bytes);
      return Promise.resolve();
    }
    if (signal.aborted) return Promise.reject(signal.reason);
    return new Promise((resolve, reject) => {
      const waiter: Waiter = {
        bytes,
        grant: () => {
          signal.removeEventListener('abort', abort);
          resolve();
        },
      };
      const abort = () => {
        const queue = this.#queues.get(consumer)?.filter((other) => other !== waiter) ?? [];
        if (queue.length === 0) this.#queues.delete(consumer);
        else this.#queues.set(consumer, queue);
        reject(signal.reason);
      };
      signal.addEventListener('abort', abort, { once: true });
      this.#queues.set(consumer, [...(this.#queues.get(consumer) ?? []), waiter]);
      this.#pump();
    });
  }

  #pump(): void {
    clearTimeout(this.#timer);
    for (const [consumer] of this.#queues) {
      if (!this.#mayPass()) break;
      const [first, ...rest] = this.#queues.get(consumer) ?? [];
      // Behind all others, who are still to come in this loop.
      this.#queues.delete(consumer);
      if (rest.length > 0) this.#queues.set(consumer, rest);
      this.#spend(first?.bytes ?? 0);
      first?.grant();
    }
    const rate = this.#bytesPerSecond;
    if (this.#queues.size === 0 || rate === undefined || rate === 0) return;
    const milliseconds = Math.min(longestWaitMs, Math.ceil((-this.#tokens / rate) * 1000));
    this.#timer = setTimeout(() => this.#pump(), Math.max(1, milliseconds));
  }

  #mayPass(): boolean {
    this.#refill();
    return this.#bytesPerSecond === undefined || (this.#bytesPerSecond > 0 && this.#tokens >= 0);
  }

  #spend(bytes: number): void {
    if (this.#bytesPerSecond !== undefined) this.#tokens -= bytes;
  }

  #refill(): void {
    const now = this.#now();
    const rate = this.#bytesPerSecond ?? 0;
    this.#tokens = Math.min(rate * burstSeconds, this.#tokens + ((now - this.#at) / 1000) * rate);
    this.#at = now;
  }
}

/** What a disk's copy asks before each read. */
export interface ReadPermit {
  take(bytes: number, signal: AbortSignal): Promise<void>;
}
