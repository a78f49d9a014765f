import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';

export interface MultipartBody {
  contentType: string;
  /** Bytes of the whole body: the server takes no chunked requests. */
  length: number;
  stream: Readable;
}

export interface MultipartFile {
  name: string;
  bytes: number;
  content: AsyncIterable<Uint8Array>;
}

/**
 * A form with one file, as pveproxy's own parser takes it: fields before the file, the file part named `filename`, and
 * `Content-Disposition` first of each part's headers.
 */
export function multipartBody(fields: Readonly<Record<string, string>>, file: MultipartFile): MultipartBody {
  const boundary = `drover-${randomBytes(18).toString('hex')}`;
  const part = (disposition: string, rest: string) =>
    `--${boundary}\r\nContent-Disposition: form-data; ${disposition}\r\n${rest}\r\n`;
  const head = Buffer.from(
    [
      ...Object.entries(fields).map(([name, value]) => part(`name="${name}"`, `\r\n${value}`)),
      part(`name="filename"; filename="${file.name}"`, 'Content-Type: application/octet-stream\r\n'),
    ].join(''),
  );
  const tail = Buffer.from(`\r\n--${boundary}--\r\n`);
  async function* all(): AsyncGenerator<Uint8Array> {
    yield head;
    yield* file.content;
    yield tail;
  }
  return {
    contentType: `multipart/form-data; boundary=${boundary}`,
    length: head.length + file.bytes + tail.length,
    stream: Readable.from(all(), { objectMode: false }),
  };
}
