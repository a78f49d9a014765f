import { hash } from 'node:crypto';
import { hashBytes, leafBytes } from '../../proof/merkle.ts';

/** In a ledger file 32 zero bytes, so also a hole, stand for a leaf of zeros. No SHA-256 known to anybody is that. */
export const zeroEntry = Buffer.alloc(hashBytes);

const fullZeroLeaf = hashOfZeros(leafBytes);

/** SHA-256 of so many zero bytes. */
export function hashOfZeros(length: number): Buffer {
  return hash('sha256', Buffer.alloc(length), 'buffer');
}

/** Puts the true hashes in the place of zero entries. @param firstLeaf number of the first leaf in `entries` */
export function expandZeroEntries(entries: Buffer, firstLeaf: number, capacityBytes: number): Buffer {
  for (let at = 0; at < entries.length; at += hashBytes) {
    const entry = entries.subarray(at, at + hashBytes);
    if (!entry.equals(zeroEntry)) continue;
    const length = Math.min(leafBytes, capacityBytes - (firstLeaf + at / hashBytes) * leafBytes);
    entry.set(length === leafBytes ? fullZeroLeaf : hashOfZeros(length));
  }
  return entries;
}
