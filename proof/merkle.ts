import { createHash, hash } from 'node:crypto';

/** Bytes per leaf: the granularity of change tracking. */
export const leafBytes = 65536;
/** Bytes of one hash. */
export const hashBytes = 32;

const domain = 'drover/merkle/1\0';

/** Leaves of a disk of this capacity; the last one may be shorter. */
export function leafCount(capacityBytes: number): number {
  return Math.ceil(capacityBytes / leafBytes);
}

/** A node of a fold that is not joined yet; its hash in hex. */
export interface FoldNode {
  height: number;
  hash: string;
}

/**
 * Folds leaf hashes into the top of the tree with one node per level in memory. An odd last node moves up unchanged.
 * Subtrees of 2^n aligned nodes may be added as one node of that height, so that a part of a tree need not be redone.
 */
export class MerkleFold {
  /** Hashes as Latin-1, a character a byte: Node makes a string in a quarter of the time that a Buffer takes. */
  readonly #nodes: { height: number; hash: string }[];
  readonly #pair = Buffer.allocUnsafe(2 * hashBytes);

  /** @param nodes of a fold that this one goes on from */
  constructor(nodes: FoldNode[] = []) {
    this.#nodes = nodes.map(({ height, hash: hex }) => ({ height, hash: Buffer.from(hex, 'hex').toString('latin1') }));
  }

  /** All that is known of what was added. */
  get nodes(): FoldNode[] {
    return this.#nodes.map(({ height, hash: bytes }) => ({
      height,
      hash: Buffer.from(bytes, 'latin1').toString('hex'),
    }));
  }

  /** @param node 32 bytes, copied. */
  add(node: Uint8Array, height = 0): void {
    let carry = { height, hash: Buffer.from(node.buffer, node.byteOffset, node.byteLength).toString('latin1') };
    for (let left = this.#nodes.at(-1); left?.height === carry.height; left = this.#nodes.at(-1)) {
      this.#nodes.pop();
      carry = { height: carry.height + 1, hash: this.#join(left.hash, carry.hash) };
    }
    this.#nodes.push(carry);
  }

  /** The top of what was added; null when nothing was. */
  top(): Buffer | null {
    let top: string | null = null;
    for (const node of this.#nodes.toReversed()) {
      top = top === null ? node.hash : this.#join(node.hash, top);
    }
    return top === null ? null : Buffer.from(top, 'latin1');
  }

  #join(left: string, right: string): string {
    this.#pair.write(left, 0, 'latin1');
    this.#pair.write(right, hashBytes, 'latin1');
    return hash('sha256', this.#pair, 'binary');
  }
}

/** Binds the top to the capacity: lower-case hex root of the disk. */
export function sealRoot(top: Buffer | null, capacityBytes: number): string {
  const sizes = Buffer.allocUnsafe(12);
  sizes.writeBigUInt64BE(BigInt(capacityBytes), 0);
  sizes.writeUInt32BE(leafBytes, 8);
  const seal = createHash('sha256').update(domain).update(sizes);
  return seal.update(top ?? hash('sha256', '', 'buffer')).digest('hex');
}

/**
 * Root of a disk out of its leaf hashes.
 * @param leaves pieces of whole 32-byte hashes in order, any number of hashes a piece
 * @throws RangeError when the number of leaves does not fit the capacity
 */
export async function rootOfLeaves(
  leaves: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  capacityBytes: number,
): Promise<string> {
  const fold = new MerkleFold();
  let count = 0;
  for await (const piece of leaves) {
    for (let at = 0; at < piece.length; at += hashBytes) {
      fold.add(piece.subarray(at, at + hashBytes));
      count += 1;
    }
  }
  if (count !== leafCount(capacityBytes)) {
    throw new RangeError(`${count} leaves do not make a disk of ${capacityBytes} bytes.`);
  }
  return sealRoot(fold.top(), capacityBytes);
}

/** Hashes of the leaves of a block that begins at a leaf boundary: 32 bytes for each, the last leaf may be short. */
export function hashLeaves(block: Uint8Array): Buffer {
  const hashes = Buffer.allocUnsafe(leafCount(block.length) * hashBytes);
  for (let at = 0, to = 0; at < block.length; at += leafBytes, to += hashBytes) {
    hashes.write(hash('sha256', block.subarray(at, at + leafBytes), 'binary'), to, 'latin1');
  }
  return hashes;
}
