import { DroverError } from '../../contract/errors.ts';
import type { BlockSink } from '../../ports/blockSink.ts';
import { NbdConnection } from './nbdConnection.ts';

/** Kept short so that a cancelled zeroing ends within the second. */
const zeroBytes = 64 * 1024 * 1024;

/**
 * A writable NBD export, e.g. qemu-nbd in front of a qcow2 volume.
 * @param closed awaited after the connection has ended, e.g. for the server's exit
 */
export async function openNbdSink(
  socket: string,
  exportName: string,
  signal: AbortSignal,
  closed: () => Promise<void> = () => Promise.resolve(),
): Promise<BlockSink> {
  const connection = await NbdConnection.open(socket, exportName, signal);
  if (connection.has('readOnly') || !connection.has('sendFlush')) {
    await connection.close();
    throw new DroverError('platform.unsupported', `The NBD export "${exportName}" cannot be written and flushed.`);
  }
  const { size, maximumBlock } = connection.facts;
  async function zero(offset: number, length: number, abort: AbortSignal): Promise<void> {
    const canZero = connection.has('sendWriteZeroes');
    const step = canZero ? zeroBytes : Math.min(maximumBlock, 1024 * 1024);
    const zeros = canZero ? null : Buffer.alloc(Math.min(step, length));
    for (let at = offset; at < offset + length; at += step) {
      const part = Math.min(step, offset + length - at);
      if (zeros === null) await connection.writeZeroes(at, part, abort);
      else await connection.write(at, zeros.subarray(0, part), abort);
    }
  }
  return {
    size,
    async write(offset, bytes, abort) {
      for (let at = 0; at < bytes.length; at += maximumBlock) {
        await connection.write(offset + at, bytes.subarray(at, at + maximumBlock), abort);
      }
    },
    zero,
    flush: () => connection.flush(),
    async read(offset, length, abort) {
      const into = Buffer.allocUnsafeSlow(length);
      for (let at = 0; at < length; at += maximumBlock) {
        await connection.read(offset + at, into.subarray(at, at + maximumBlock), abort);
      }
      return into;
    },
    async close() {
      await connection.close();
      await closed();
    },
  };
}
