import { createCipheriv, hash } from 'node:crypto';

const pieceBytes = 4096;

/** An AES-CTR key stream: what all blocks are cut from. */
const stream = createCipheriv('aes-128-ctr', Buffer.alloc(16), Buffer.alloc(16)).update(Buffer.alloc(1 << 20));

/**
 * Bytes that look random but follow from the seed alone: a part of one long key stream, with the seed's SHA-256 at the
 * start of every 4 KiB, so that no two pieces are alike. A key for each block would cost ten times as much, and
 * background writers ask for hundreds of blocks a second.
 */
export function randomBlock(seed: string, length: number): Buffer {
  const stamp = hash('sha256', seed, 'buffer');
  const block = Buffer.allocUnsafe(length);
  let from = stamp.readUInt32BE(0) % stream.length;
  for (let at = 0; at < length; at += pieceBytes) {
    const end = Math.min(from + pieceBytes, stream.length);
    const copied = stream.copy(block, at, from, end);
    from = end % stream.length;
    if (copied < Math.min(pieceBytes, length - at)) from = stream.copy(block, at + copied, 0, pieceBytes - copied);
    stamp.copy(block, at);
  }
  return block;
}
