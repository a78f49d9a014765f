/**
 * Gathers keys for a moment and hands each on once, one at a time: many changes of one object become one read of it.
 * A key that comes while its read runs is read again after that.
 */
export class Coalescer {
  readonly #waiting = new Set<string>();
  readonly #handle: (key: string) => Promise<void>;
  readonly #pauseMs: number;
  #timer: NodeJS.Timeout | undefined;
  #draining = false;

  constructor(pauseMs: number, handle: (key: string) => Promise<void>) {
    this.#pauseMs = pauseMs;
    this.#handle = handle;
  }

  add(key: string): void {
    this.#waiting.add(key);
    if (this.#timer === undefined && !this.#draining) this.#timer = setTimeout(() => void this.#drain(), this.#pauseMs);
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#waiting.clear();
  }

  async #drain(): Promise<void> {
    this.#timer = undefined;
    this.#draining = true;
    const keys = [...this.#waiting];
    this.#waiting.clear();
    for (const key of keys) await this.#handle(key);
    this.#draining = false;
    const [next] = this.#waiting;
    if (next !== undefined) this.add(next);
  }
}
