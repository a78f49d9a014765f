import { createHash } from 'node:crypto';

const leafBytes = 65536;
const readBytes = 16 * leafBytes;

/**
 * The root of a disk as lab/README.md defines it, computed by the lab's own code.
 * @param read exactly `length` bytes from `offset`
 * @returns lower-case hex
 */
export async function diskRoot(
  capacityBytes: number,
  read: (offset: number, length: number) => Promise<Buffer>,
): Promise<string> {
  // One pending node per level, as in a binary counter, so that memory does not grow with the disk.
  const pending: (Buffer | undefined)[] = [];
  for (let offset = 0; offset < capacityBytes; offset += readBytes) {
    const bytes = await read(offset, Math.min(readBytes, capacityBytes - offset));
    for (let at = 0; at < bytes.length; at += leafBytes) carry(pending, sha256(bytes.subarray(at, at + leafBytes)));
  }
  const head = Buffer.alloc(12);
  head.writeBigUInt64BE(BigInt(capacityBytes), 0);
  head.writeUInt32BE(leafBytes, 8);
  const top = fold(pending) ?? sha256(Buffer.alloc(0));
  return sha256(Buffer.concat([Buffer.from('drover/merkle/1\0', 'latin1'), head, top])).toString('hex');
}

function carry(pending: (Buffer | undefined)[], leaf: Buffer): void {
  let node = leaf;
  let level = 0;
  for (let left = pending[level]; left !== undefined; left = pending[level]) {
    node = sha256(Buffer.concat([left, node]));
    pending[level] = undefined;
    level += 1;
  }
  pending[level] = node;
}

/** An odd last node moves up unchanged until it meets a left neighbour. */
function fold(pending: readonly (Buffer | undefined)[]): Buffer | undefined {
  let right: Buffer | undefined;
  for (const left of pending) {
    if (left === undefined) continue;
    right = right === undefined ? left : sha256(Buffer.concat([left, right]));
  }
  return right;
}

function sha256(bytes: Buffer): Buffer {
  return createHash('sha256').update(bytes).digest();
}
