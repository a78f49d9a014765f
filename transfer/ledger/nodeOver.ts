import { hash } from 'node:crypto';
import { hashBytes } from '../../proof/merkle.ts';

const pair = Buffer.allocUnsafe(2 * hashBytes);

/** The node over neighbouring nodes of one height, as MerkleFold makes it, in their own memory, which it overwrites. */
export function nodeOver(entries: Buffer): Buffer {
  for (let count = entries.length / hashBytes; count > 1; count = Math.ceil(count / 2)) {
    for (let node = 0; node < count; node += 2) {
      const from = node * hashBytes;
      const to = from / 2;
      // An odd last node moves up unchanged.
      if (node + 1 === count) entries.copy(entries, to, from, from + hashBytes);
      else {
        entries.copy(pair, 0, from, from + 2 * hashBytes);
        // As Latin-1, a character a byte: Node makes a string in a quarter of the time that a Buffer takes.
        entries.write(hash('sha256', pair, 'binary'), to, 'latin1');
      }
    }
  }
  return entries.subarray(0, hashBytes);
}
