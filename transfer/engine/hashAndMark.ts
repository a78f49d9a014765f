import { hash } from 'node:crypto';
import { hashBytes, leafBytes, leafCount } from '../../proof/merkle.ts';

const zeros = Buffer.alloc(leafBytes);
const zeroHash = hash('sha256', zeros, 'binary');

/** SHA-256 of a block's leaves in place, 32 bytes each, and a mark (1) at those that are zero. */
export function hashAndMark(block: Buffer): { hashes: Uint8Array<ArrayBuffer>; zero: Uint8Array } {
  const leaves = leafCount(block.length);
  const hashes = Buffer.from(new ArrayBuffer(leaves * hashBytes));
  const zero = new Uint8Array(leaves);
  for (let leaf = 0; leaf < leaves; leaf += 1) {
    const bytes = block.subarray(leaf * leafBytes, (leaf + 1) * leafBytes);
    const isZero = bytes.equals(bytes.length === leafBytes ? zeros : zeros.subarray(0, bytes.length));
    zero[leaf] = isZero ? 1 : 0;
    const known = isZero && bytes.length === leafBytes;
    // As Latin-1, a character a byte: a Buffer for each would take longer to make.
    hashes.write(known ? zeroHash : hash('sha256', bytes, 'binary'), leaf * hashBytes, 'latin1');
  }
  return { hashes, zero };
}
