import { createHash, type Hash } from 'node:crypto';

/** Takes exact pieces off a byte stream; counts and hashes all that passes. */
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

  /** The next bytes; null at the end of the stream. @returns fewer than `length` never */
  async take(length: number): Promise<Buffer | 'end' | 'short'> {
    const parts: Buffer[] = [];
    let missing = length;
    while (missing > 0) {
      if (this.#rest.length === 0 && !(await this.#fill())) return missing === length ? 'end' : 'short';
      const part = this.#rest.subarray(0, missing);
      this.#rest = this.#rest.subarray(part.length);
      missing -= part.length;
      parts.push(part);
    }
    return parts.length === 1 && parts[0] !== undefined ? parts[0] : Buffer.concat(parts);
  }

  /** Passes over bytes. @returns false when the stream ended before */
  async skip(length: number): Promise<boolean> {
    let missing = length;
    while (missing > 0) {
      if (this.#rest.length === 0 && !(await this.#fill())) return false;
      const step = Math.min(missing, this.#rest.length);
      this.#rest = this.#rest.subarray(step);
      missing -= step;
    }
    return true;
  }

  /** Reads to the end and tells what came altogether. */
  async drain(): Promise<{ bytes: number; sha1: string }> {
    this.#rest = Buffer.alloc(0);
    while (await this.#fill()) this.#rest = Buffer.alloc(0);
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
