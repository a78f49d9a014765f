import { leafCount } from '../../proof/merkle.ts';

/** Entries below one node: a change of one leaf costs fifteen hashes a level, and nodes add a fifteenth to a ledger. */
export const radix = 16;

/**
 * Entries of each level of a ledger: leaves, and at least two levels of nodes, of which each has a sixteenth of the entries
 * below it and the last at most 16.
 */
export function levelSizes(capacityBytes: number): number[] {
  const sizes = [leafCount(capacityBytes)];
  for (let entries = Math.ceil((sizes[0] ?? 0) / radix); ; entries = Math.ceil(entries / radix)) {
    sizes.push(entries);
    if (entries <= radix && sizes.length > 2) return sizes;
  }
}
