/** Holds opened data keys for a short while, so that not every secret costs a call; then they are zeroed. */
export class DataKeyCache {
  readonly #ttlMs: number;
  readonly #most: number;
  /** In the order in which they end. */
  readonly #kept = new Map<string, { key: Buffer; until: number }>();
  #sweep: NodeJS.Timeout | undefined;

  constructor({ ttlMs, most }: { ttlMs: number; most: number }) {
    this.#ttlMs = ttlMs;
    this.#most = most;
  }

  /** For use at once, not to be held. */
  get(name: string): Buffer | undefined {
    const kept = this.#kept.get(name);
    return kept !== undefined && kept.until > Date.now() ? kept.key : undefined;
  }

  /** Takes the buffer over. */
  put(name: string, key: Buffer): void {
    this.#drop(name);
    this.#kept.set(name, { key, until: Date.now() + this.#ttlMs });
    for (const oldest of this.#kept.keys()) {
      if (this.#kept.size <= this.#most) break;
      this.#drop(oldest);
    }
    this.#sweep ??= setTimeout(() => this.#sweepNow(), this.#ttlMs).unref();
  }

  clear(): void {
    clearTimeout(this.#sweep);
    this.#sweep = undefined;
    for (const name of [...this.#kept.keys()]) this.#drop(name);
  }

  #sweepNow(): void {
    this.#sweep = undefined;
    const now = Date.now();
    for (const [name, { until }] of [...this.#kept]) if (until <= now) this.#drop(name);
    const [next] = this.#kept.values();
    if (next !== undefined) this.#sweep = setTimeout(() => this.#sweepNow(), next.until - now).unref();
  }

  #drop(name: string): void {
    this.#kept.get(name)?.key.fill(0);
    this.#kept.delete(name);
  }
}
