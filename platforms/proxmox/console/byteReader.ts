import { DroverError } from '../../../contract/errors.ts';

/** Reads exact numbers of bytes from what arrives in pieces of any size. */
export class ByteReader {
  readonly #pieces: AsyncIterator<Uint8Array>;
  #rest: Buffer = Buffer.alloc(0);

  constructor(pieces: AsyncIterable<Uint8Array>) {
    this.#pieces = pieces[Symbol.asyncIterator]();
  }

  /** @throws DroverError platform.unreachable when the stream ends before them */
  async take(count: number): Promise<Buffer> {
    const parts: Buffer[] = [];
    for (let missing = count; missing > 0; ) {
      if (this.#rest.length === 0) {
        const next = await this.#pieces.next();
        if (next.done) throw new DroverError('platform.unreachable', 'The console hung up.');
        this.#rest = Buffer.from(next.value.buffer, next.value.byteOffset, next.value.byteLength);
      }
      const part = this.#rest.subarray(0, missing);
      this.#rest = this.#rest.subarray(part.length);
      missing -= part.length;
      parts.push(part);
    }
    return parts.length === 1 && parts[0] !== undefined ? parts[0] : Buffer.concat(parts, count);
  }

  async byte(): Promise<number> {
    return (await this.take(1)).readUInt8();
  }

  async uint16(): Promise<number> {
    return (await this.take(2)).readUInt16BE();
  }

  async uint32(): Promise<number> {
    return (await this.take(4)).readUInt32BE();
  }
}
