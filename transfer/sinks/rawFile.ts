import { close, constants, fdatasync, open, read, write } from 'node:fs';
import { promisify } from 'node:util';

const fsOpen = promisify(open);
const fsClose = promisify(close);
const fsDatasync = promisify(fdatasync);
const fsRead = promisify(read);
const fsWrite = promisify(write);

/** O_DIRECT wants lengths, offsets and memory in multiples of the device's block size, which this always is. */
export const directAlignment = 4096;
/** Below this the kernel does better to gather writes than the device to wait for each. */
const directBytes = 256 * 1024;

/**
 * A volume opened twice: long aligned writes pass the page cache by (O_DIRECT), all else goes through it. A copy would
 * fill the cache of a node that needs its memory for guests, and the kernel's work on it costs more than the copy. The
 * kernel keeps both views of one file the same.
 */
export class RawFile {
  readonly #fd: number;
  #direct: number | null;

  private constructor(fd: number, direct: number | null) {
    this.#fd = fd;
    this.#direct = direct;
  }

  static async open(path: string): Promise<RawFile> {
    const fd = await fsOpen(path, 'r+');
    // Not every file system has it.
    const direct = await fsOpen(path, constants.O_RDWR | constants.O_DIRECT).catch(() => null);
    return new RawFile(fd, direct);
  }

  /** @returns bytes read; 0 at the end of the file */
  async read(offset: number, into: Buffer): Promise<number> {
    return (await fsRead(this.#fd, into, 0, into.length, offset)).bytesRead;
  }

  /** @returns bytes written, which may be fewer */
  async write(offset: number, bytes: Buffer): Promise<number> {
    const aligned = offset % directAlignment === 0 && bytes.length % directAlignment === 0;
    const direct = aligned && bytes.length >= directBytes ? this.#direct : null;
    const { bytesWritten } = await preferDirect(direct, this.#fd, (fd) => fsWrite(fd, bytes, 0, bytes.length, offset));
    return bytesWritten;
  }

  /** Returns when everything written either way is durable. */
  async flush(): Promise<void> {
    await fsDatasync(this.#fd);
  }

  async close(): Promise<void> {
    const direct = this.#direct;
    this.#direct = null;
    await fsClose(this.#fd);
    if (direct !== null) await fsClose(direct);
  }
}

/** Past the page cache where there is a descriptor for that; through it where memory or device want other boundaries. */
export async function preferDirect<T>(
  direct: number | null,
  cached: number,
  work: (fd: number) => Promise<T>,
): Promise<T> {
  if (direct === null) return work(cached);
  try {
    return await work(direct);
  } catch (error) {
    if (!isInvalid(error)) throw error;
    return work(cached);
  }
}

function isInvalid(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EINVAL';
}
