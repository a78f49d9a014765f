import { hash } from 'node:crypto';
import { hashBytes, leafBytes } from '../../proof/merkle.ts';
import { levelSizes, radix } from './levels.ts';
import { nodeOver } from './nodeOver.ts';

/** In a ledger file 32 zero bytes, so also a hole, stand for zeros, of a leaf or of all below a node. No SHA-256 is that. */
const zeroEntry = Buffer.alloc(hashBytes);

/** SHA-256 of so many zero bytes. */
export function hashOfZeros(length: number): Buffer {
  return hash('sha256', Buffer.alloc(length), 'buffer');
}

/** What zero entries of a ledger stand for, level by level. The last entry of a level may have less below it. */
export class ZeroTree {
  readonly #levels: { whole: Buffer; last: Buffer; lastEntry: number }[] = [];

  constructor(capacityBytes: number) {
    const [leaves = 0, ...above] = levelSizes(capacityBytes);
    const tail = leaves === 0 ? 0 : capacityBytes - (leaves - 1) * leafBytes;
    let below = { whole: hashOfZeros(leafBytes), last: hashOfZeros(tail), lastEntry: leaves - 1 };
    this.#levels.push(below);
    for (const entries of above) {
      const { whole, last, lastEntry } = below;
      const wholes = (count: number) => Array.from({ length: count }, () => whole);
      below = {
        whole: nodeOver(Buffer.concat(wholes(radix))),
        last: nodeOver(Buffer.concat([...wholes(Math.max(0, lastEntry) % radix), last])),
        lastEntry: entries - 1,
      };
      this.#levels.push(below);
    }
  }

  /** Puts the true hashes in the place of zero entries. @param first number of the first entry in its level */
  expand(level: number, first: number, entries: Buffer): Buffer {
    const zeros = this.#levels[level];
    if (zeros === undefined) throw new RangeError(`A ledger of this capacity has no level ${level}.`);
    const lastAt = (zeros.lastEntry - first) * hashBytes;
    for (let at = 0; at < entries.length; at += hashBytes) {
      if (isZero(entries, at)) entries.set(at === lastAt ? zeros.last : zeros.whole, at);
    }
    return entries;
  }
}

function isZero(entries: Buffer, at: number): boolean {
  return entries[at] === 0 && entries.compare(zeroEntry, 0, hashBytes, at, at + hashBytes) === 0;
}
