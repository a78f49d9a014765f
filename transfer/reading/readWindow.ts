/** Bounds of the reads that one disk keeps in flight. */
export interface WindowBounds {
  /** To begin with. */
  first: number;
  most: number;
  /** Bytes of the largest single read. */
  mostBytes: number;
}

/** Reads that last so many times longer than usual have met a queue that was not there before. */
const congested = 2;
const shrinkage = 0.75;
/** What stays slow becomes usual after about so many reads. */
const memory = 64;
const leastBytes = 256 * 1024;
/** Windows without trouble after which reads may be twice as long again. */
const quietWindows = 4;

/**
 * How many reads of a source to keep in flight, and how long each may be, found while it is read: one more after each
 * window of reads that went well, a quarter fewer when they last longer than usual, half of them, at half the length,
 * when the source fails (additive increase, multiplicative decrease). Knows no clock and no I/O.
 */
export class ReadWindow {
  readonly #bounds: WindowBounds;
  #size: number;
  #bytes: number;
  /** Milliseconds that a read usually lasts, by the magnitude of its length. */
  readonly #usual = new Map<number, number>();
  #seen = 0;
  #slowness = 0;
  #quiet = 0;
  /** Reads that were already in flight when trouble came: theirs is the same trouble. */
  #ignored = 0;

  constructor(bounds: WindowBounds) {
    this.#bounds = bounds;
    this.#size = Math.max(1, Math.min(bounds.first, bounds.most));
    this.#bytes = bounds.mostBytes;
  }

  /** Reads to keep in flight, 1 to `most`. */
  get size(): number {
    return this.#size;
  }

  /** Bytes that one read may have; `mostBytes` while all goes well. */
  get bytes(): number {
    return this.#bytes;
  }

  /** A read has ended well. */
  done(bytes: number, ms: number): void {
    this.#ignored = Math.max(0, this.#ignored - 1);
    this.#slowness += this.#slownessOf(bytes, ms);
    this.#seen += 1;
    if (this.#seen < this.#size) return;
    const slowness = this.#slowness / this.#seen;
    this.#begin();
    if (slowness > congested) {
      this.#size = Math.max(1, Math.floor(this.#size * shrinkage));
      return;
    }
    this.#size = Math.min(this.#bounds.most, this.#size + 1);
    this.#quiet += 1;
    if (this.#quiet < quietWindows) return;
    this.#quiet = 0;
    this.#bytes = Math.min(this.#bounds.mostBytes, this.#bytes * 2);
  }

  /** A read has failed, also one that is tried again. */
  troubled(): void {
    if (this.#ignored > 0) {
      this.#ignored -= 1;
      return;
    }
    this.#ignored = this.#size - 1;
    this.#size = Math.max(1, Math.floor(this.#size / 2));
    this.#bytes = Math.max(Math.min(leastBytes, this.#bounds.mostBytes), Math.floor(this.#bytes / 2));
    this.#quiet = 0;
    this.#begin();
  }

  #begin(): void {
    this.#seen = 0;
    this.#slowness = 0;
  }

  /** How many times longer than usual the read has lasted; what it takes is compared with reads of about its length. */
  #slownessOf(bytes: number, ms: number): number {
    const magnitude = Math.floor(Math.log2(Math.max(1, bytes)));
    const usual = this.#usual.get(magnitude);
    this.#usual.set(magnitude, usual === undefined ? ms : usual + (ms - usual) / memory);
    // Below a millisecond it is the clock and this process that are measured.
    return usual === undefined ? 1 : Math.max(1, ms) / Math.max(1, usual);
  }
}
