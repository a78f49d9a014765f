import { createHash, type Hash } from 'node:crypto';

/** Takes exact pieces off a byte stream, whose chunks need not outlive the next; counts and hashes all that passes. */
export class ByteReader {
  readonly #chunks: AsyncIterator<Uint8Array>;
  readonly #sha1: Hash = createHash('sha1');
  #rest: Buffer = Buffer.alloc(0);
  #received = 0;

  constructor(body: AsyncIterable<Uint8Array>) {
    this.#chunks = body[Symbol.asyncIterator]();
  }

  /** Bytes received from the stream so far. */
  get received(): number {
    return this.#received;
  }

  /** Fills `into` with the next bytes. @returns how many there were: fewer only at the end of the stream */
  async read(into: Buffer): Promise<number> {
    for (let at = 0; ; ) {
      const copied = this.#rest.copy(into, at);
      this.#rest = this.#rest.subarray(copied);
      at += copied;
      if (at === into.length || !(await this.#fill())) return at;
    }
  }

  /** Passes over bytes. @returns false when the stream ended before */
  async skip(length: number): Promise<boolean> {
    for (let missing = length; missing > 0; ) {
      if (this.#rest.length === 0 && !(await this.#fill())) return false;
      const step = Math.min(missing, this.#rest.length);
      this.#rest = this.#rest.subarray(step);
      missing -= step;
    }
    return true;
  }

  /** Reads to the end and tells what came altogether. */
  async drain(): Promise<{ bytes: number; sha1: string }> {
    while (await this.#fill());
    return { bytes: this.#received, sha1: this.#sha1.digest('hex') };
  }

  /** Lets the stream know that no more is wanted. */
  async cancel(): Promise<void> {
    await this.#chunks.return?.();
  }

  async #fill(): Promise<boolean> {
    for (;;) {
      const next = await this.#chunks.next();
      if (next.done) return false;
      if (next.value.length === 0) continue;
      this.#rest = Buffer.from(next.value.buffer, next.value.byteOffset, next.value.byteLength);
      this.#sha1.update(this.#rest);
      this.#received += this.#rest.length;
      return true;
    }
  }
}
