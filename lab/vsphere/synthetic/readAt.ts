import { readSync } from 'node:fs';

/** Reads exactly `length` bytes; what lies after the end of the file is zeros. */
export function readAt(descriptor: number, offset: number, length: number): Buffer {
  const buffer = Buffer.alloc(length);
  for (let done = 0; done < length; ) {
    const got = readSync(descriptor, buffer, done, length - done, offset + done);
    if (got === 0) break;
    done += got;
  }
  return buffer;
}
