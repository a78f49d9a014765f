import { once } from 'node:events';
import type { WriteStream } from 'node:fs';
import { ApiError } from './apiError.ts';

export interface MultipartResult {
  fields: Record<string, string>;
  /** Name that the client gave its file. */
  filename: string | undefined;
}

const fieldCapBytes = 64 * 1024;
const headerCapBytes = 8 * 1024;

/**
 * Reads multipart/form-data as pveproxy does: fields first, then one file part named `filename`, whose bytes go
 * straight to `openFile()`. Memory stays bounded by the network's chunk size.
 */
export async function readMultipart(
  source: AsyncIterable<Buffer>,
  boundary: string,
  openFile: () => WriteStream,
): Promise<MultipartResult> {
  const reader = new DelimitedReader(source);
  const fields: Record<string, string> = {};
  let filename: string | undefined;
  await reader.skipPast(Buffer.from(`--${boundary}`), headerCapBytes);
  const delimiter = Buffer.from(`\r\n--${boundary}`);
  for (;;) {
    const next = await reader.collectUntil(Buffer.from('\r\n'), headerCapBytes);
    if (next.toString('latin1').startsWith('--')) return { fields, filename };
    const headers = (await reader.collectUntil(Buffer.from('\r\n\r\n'), headerCapBytes)).toString('utf8');
    // pveproxy looks for this header first and in this form only.
    const [, name, file] =
      /^content-disposition: form-data; name="([^"]*)"(?:; filename="([^"]*)")?/i.exec(headers) ?? [];
    if (name === undefined) throw new ApiError(400, 'upload: part without a name');
    if (file === undefined) {
      fields[name] = (await reader.collectUntil(delimiter, fieldCapBytes)).toString('utf8');
      continue;
    }
    if (name !== 'filename') throw new ApiError(400, `upload: unexpected file part '${name}'`);
    filename = file;
    await streamTo(openFile(), reader.until(delimiter));
  }
}

async function streamTo(sink: WriteStream, chunks: AsyncIterable<Buffer>): Promise<void> {
  try {
    await once(sink, 'open');
    for await (const chunk of chunks) {
      if (!sink.write(chunk)) await once(sink, 'drain');
    }
    sink.end();
    await once(sink, 'close');
  } catch (error) {
    sink.destroy();
    throw error;
  }
}

class DelimitedReader {
  readonly #chunks: AsyncIterator<Buffer>;
  #buffer: Buffer = Buffer.alloc(0);

  constructor(source: AsyncIterable<Buffer>) {
    this.#chunks = source[Symbol.asyncIterator]();
  }

  async skipPast(delimiter: Buffer, cap: number): Promise<void> {
    await this.collectUntil(delimiter, cap);
  }

  async collectUntil(delimiter: Buffer, cap: number): Promise<Buffer> {
    const parts: Buffer[] = [];
    let length = 0;
    for await (const part of this.until(delimiter)) {
      parts.push(part);
      length += part.length;
      if (length > cap) throw new ApiError(400, 'upload: part too large');
    }
    return Buffer.concat(parts);
  }

  /** Bytes up to the delimiter, which is swallowed; what may be its beginning is held back. */
  async *until(delimiter: Buffer): AsyncGenerator<Buffer> {
    for (;;) {
      const at = this.#buffer.indexOf(delimiter);
      if (at >= 0) {
        const head = this.#buffer.subarray(0, at);
        this.#buffer = this.#buffer.subarray(at + delimiter.length);
        if (head.length > 0) yield head;
        return;
      }
      const safe = this.#buffer.length - delimiter.length + 1;
      if (safe > 0) {
        const head = this.#buffer.subarray(0, safe);
        this.#buffer = this.#buffer.subarray(safe);
        yield head;
      }
      const next = await this.#chunks.next();
      if (next.done) throw new ApiError(400, 'upload: body ended early');
      this.#buffer = Buffer.concat([this.#buffer, next.value]);
    }
  }
}
