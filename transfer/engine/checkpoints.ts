/** A kill loses at most this much of what was read from the source. */
const mostAtRiskBytes = 64 * 1024 * 1024;
const intervalBytes = 16 * 1024 * 1024;
const intervalMs = 1000;

/**
 * Decides when progress is made durable: every 16 MiB read or every second, one at a time beside the copying; and holds
 * new reads back when the volume is slower than the source.
 */
export class Checkpoints {
  readonly #save: () => Promise<{ readBytes: number }>;
  readonly #finished: () => number;
  readonly #failed: (error: unknown) => void;
  #issued: number;
  #durable: number;
  #at = performance.now();
  #running: Promise<void> | null = null;

  /**
   * @param save makes everything finished so far durable and tells how many source bytes that is
   * @param finished source bytes of all that is finished without gaps
   * @param failed told when saving failed
   */
  constructor(
    readBytes: number,
    save: () => Promise<{ readBytes: number }>,
    finished: () => number,
    failed: (error: unknown) => void,
  ) {
    this.#failed = failed;
    this.#issued = readBytes;
    this.#durable = readBytes;
    this.#save = save;
    this.#finished = finished;
  }

  /** Waits while too much is at risk; to be called before a read of so many bytes. */
  async admit(bytes: number, signal: AbortSignal): Promise<void> {
    while (this.#issued - this.#durable + bytes > mostAtRiskBytes && this.#issued > this.#durable) {
      signal.throwIfAborted();
      this.offer();
      await (this.#running ?? nextTurn());
    }
    this.#issued += bytes;
  }

  /** To be called after each finished task. Does not wait. */
  offer(): void {
    if (this.#running !== null) return;
    const enough = this.#finished() - this.#durable >= intervalBytes;
    if (!enough && performance.now() - this.#at < intervalMs) return;
    this.#running = this.#run().catch(this.#failed);
  }

  /** Waits for the one that runs, so that nobody writes any more. */
  async idle(): Promise<void> {
    await this.#running;
  }

  /** Makes the rest durable. */
  async settle(): Promise<void> {
    await this.#running;
    await this.#run();
  }

  async #run(): Promise<void> {
    try {
      this.#at = performance.now();
      const { readBytes } = await this.#save();
      this.#durable = readBytes;
      this.#at = performance.now();
    } finally {
      this.#running = null;
    }
  }
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 2));
}
