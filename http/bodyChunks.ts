import type { BodyTarget } from './bodyTarget.ts';

const memoryBytes = 256 * 1024;
/** Of bytes that nobody has asked for yet. */
const mostWaiting = 2 * memoryBytes;

/**
 * A body as a stream of chunks whose memory is used over and over: a chunk is good until the next one is asked for. What
 * comes within one turn of the event loop is one chunk. `space` stays where it is until `took`, whatever is read meanwhile.
 */
export class BodyChunks implements BodyTarget, AsyncIterator<Buffer, undefined> {
  readonly room = Number.POSITIVE_INFINITY;
  readonly #resume: () => void;
  /** Memory that is full, from what was not given of it on. */
  readonly #full: { memory: Buffer; from: number }[] = [];
  readonly #spare: Buffer[] = [];
  #memory: Buffer = Buffer.allocUnsafeSlow(memoryBytes);
  #filled = 0;
  /** Of `#memory`, to the consumer. */
  #given = 0;
  /** Full memory whose last chunk the consumer looks at. */
  #lent: Buffer | null = null;
  #waiting = 0;
  #ended = false;
  #failure: { error: unknown } | null = null;
  #wake: (() => void) | null = null;

  /** @param resume called when it is not `full` any more */
  constructor(resume: () => void) {
    this.#resume = resume;
  }

  /** The connection is to stop reading. What comes all the same is taken. */
  get full(): boolean {
    return this.#waiting >= mostWaiting;
  }

  space(): Buffer {
    if (this.#filled === this.#memory.length) {
      this.#full.push({ memory: this.#memory, from: this.#given });
      this.#memory = this.#spare.pop() ?? Buffer.allocUnsafeSlow(memoryBytes);
      this.#filled = 0;
      this.#given = 0;
    }
    return this.#memory.subarray(this.#filled);
  }

  took(length: number): void {
    this.#filled += length;
    this.#waiting += length;
    this.#tell();
  }

  /** The body is whole. */
  end(): void {
    this.#ended = true;
    this.#tell();
  }

  /** What has come before is still given. */
  fail(error: unknown): void {
    if (!this.#ended) this.#failure ??= { error };
    this.#tell();
  }

  async next(): Promise<IteratorResult<Buffer, undefined>> {
    if (this.#lent !== null) this.#spare.push(this.#lent);
    this.#lent = null;
    while (this.#waiting === 0) {
      if (this.#failure !== null) throw this.#failure.error;
      if (this.#ended) return { done: true, value: undefined };
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    const wasFull = this.full;
    const value = this.#take();
    this.#waiting -= value.length;
    if (wasFull && !this.full) this.#resume();
    return { done: false, value };
  }

  #take(): Buffer {
    for (let next = this.#full.shift(); next !== undefined; next = this.#full.shift()) {
      const { memory, from } = next;
      if (from < memory.length) {
        this.#lent = memory;
        return memory.subarray(from);
      }
      this.#spare.push(memory);
    }
    const value = this.#memory.subarray(this.#given, this.#filled);
    this.#given = this.#filled;
    return value;
  }

  #tell(): void {
    const wake = this.#wake;
    this.#wake = null;
    if (wake !== null) setImmediate(wake);
  }
}
