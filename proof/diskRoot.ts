import { open } from 'node:fs/promises';
import { hashLeaves, rootOfLeaves } from './merkle.ts';

const blockBytes = 4 * 1024 * 1024;

/**
 * Root of the first `capacityBytes` of a raw file or block device, read front to back; hashing overlaps with reading.
 * @throws RangeError when the file is shorter
 */
export async function diskRoot(path: string, capacityBytes: number, signal?: AbortSignal): Promise<string> {
  await using file = await open(path, 'r');
  const read = async (offset: number) => {
    const block = Buffer.allocUnsafeSlow(Math.min(blockBytes, capacityBytes - offset));
    for (let filled = 0; filled < block.length; ) {
      const { bytesRead } = await file.read(block, filled, block.length - filled, offset + filled);
      if (bytesRead === 0) throw new RangeError(`${path} ends at ${offset + filled} of ${capacityBytes} bytes.`);
      filled += bytesRead;
    }
    return block;
  };
  async function* leaves() {
    let next = capacityBytes > 0 ? read(0) : undefined;
    for (let offset = 0; next !== undefined; offset += blockBytes) {
      const block = await next;
      signal?.throwIfAborted();
      next = offset + blockBytes < capacityBytes ? read(offset + blockBytes) : undefined;
      // A failure of the read ahead is reported by the next await; until then it must not count as unhandled.
      next?.catch(() => undefined);
      yield hashLeaves(block);
    }
  }
  return await rootOfLeaves(leaves(), capacityBytes);
}
