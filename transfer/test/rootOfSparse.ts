import { hash } from 'node:crypto';
import { leafBytes, leafCount, sealRoot } from '../../proof/merkle.ts';

/** Root of a disk that is zero but for some leaves, from the top down: it takes no longer for a huge one. */
export function rootOfSparse(capacityBytes: number, data: ReadonlyMap<number, Buffer>): string {
  const leaves = leafCount(capacityBytes);
  const held = [...data.keys()];
  const zeros = new Map<number, Buffer>();

  function zeroNode(height: number): Buffer {
    const known = zeros.get(height);
    if (known !== undefined) return known;
    const below = height === 0 ? null : zeroNode(height - 1);
    const node = below === null ? sha256(Buffer.alloc(leafBytes)) : sha256(Buffer.concat([below, below]));
    zeros.set(height, node);
    return node;
  }

  function node(height: number, first: number): Buffer {
    const end = first + 2 ** height;
    if (end * leafBytes <= capacityBytes && !held.some((leaf) => leaf >= first && leaf < end)) return zeroNode(height);
    if (height === 0) return data.get(first) ?? sha256(Buffer.alloc(capacityBytes - first * leafBytes));
    const middle = first + 2 ** (height - 1);
    const left = node(height - 1, first);
    // An odd last node moves up unchanged.
    return middle >= leaves ? left : sha256(Buffer.concat([left, node(height - 1, middle)]));
  }

  return sealRoot(leaves === 0 ? null : node(Math.ceil(Math.log2(leaves)), 0), capacityBytes);
}

function sha256(bytes: Buffer): Buffer {
  return hash('sha256', bytes, 'buffer');
}
