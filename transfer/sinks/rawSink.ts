import { DroverError } from '../../contract/errors.ts';
import type { BlockSink } from '../../ports/blockSink.ts';
import { RawFile } from './rawFile.ts';

const pieceBytes = 1024 * 1024;

/** A raw file or block device, written at offsets. `size` is what the volume really has. */
export async function openRawSink(path: string, size: number): Promise<BlockSink> {
  const file = await RawFile.open(path).catch((cause: unknown) => {
    throw new DroverError('mover.volume-mismatch', `The volume at ${path} cannot be opened for writing.`, { cause });
  });
  const zeros = Buffer.alloc(pieceBytes);
  /** Kept for the next one: a delta of many small zeros would leave gigabytes to the garbage collector. */
  const spare: Buffer[] = [];
  const check = (offset: number, length: number) => {
    if (offset < 0 || offset + length > size) {
      throw new DroverError(
        'internal',
        `A write of ${length} bytes at ${offset} lies outside ${path} (${size} bytes).`,
      );
    }
  };
  async function fill(offset: number, into: Buffer): Promise<void> {
    for (let at = 0; at < into.length; ) {
      const bytesRead = await file.read(offset + at, into.subarray(at)).catch(failing(path, `read at ${offset + at}`));
      if (bytesRead === 0) throw new DroverError('mover.volume-mismatch', `${path} ends at ${offset + at}.`);
      at += bytesRead;
    }
  }
  async function put(offset: number, bytes: Buffer): Promise<void> {
    for (let at = 0; at < bytes.length; ) {
      const written = await file.write(offset + at, bytes.subarray(at)).catch(failing(path, `write at ${offset + at}`));
      if (written === 0) throw new DroverError('transfer.corrupt', `${path} takes no bytes at ${offset + at}.`);
      at += written;
    }
  }
  return {
    size,
    async write(offset, bytes, signal) {
      signal.throwIfAborted();
      check(offset, bytes.length);
      await put(offset, bytes);
    },
    /** Reads first and writes zeros only over what is not: holes of thin volumes stay holes. */
    async zero(offset, length, signal) {
      check(offset, length);
      const held = spare.pop() ?? Buffer.allocUnsafeSlow(pieceBytes);
      for (let at = offset; at < offset + length; at += pieceBytes) {
        signal.throwIfAborted();
        const piece = held.subarray(0, Math.min(pieceBytes, offset + length - at));
        await fill(at, piece);
        const blank = zeros.subarray(0, piece.length);
        if (!piece.equals(blank)) await put(at, blank);
      }
      spare.push(held);
    },
    async flush() {
      await file.flush().catch(failing(path, 'flush'));
    },
    async read(offset, length, signal) {
      signal.throwIfAborted();
      check(offset, length);
      const into = Buffer.allocUnsafeSlow(length);
      await fill(offset, into);
      return into;
    },
    close: () => file.close(),
  };
}

function failing(path: string, what: string): (error: unknown) => never {
  return (error) => {
    const errno = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    const full = errno === 'ENOSPC' || errno === 'EDQUOT';
    const message = full ? `The storage of ${path} is full (${what}).` : `A ${what} of ${path} failed: ${errno}.`;
    throw new DroverError(full ? 'platform.quota' : 'transfer.corrupt', message, { cause: error });
  };
}
