/**
 * A change id, e.g. `52 de c0 d9 b9 43 9d 10-61 d5 4c 1b e9 7b 65 63/81`: the epoch of tracking as spaced hex and a
 * number that rises with each snapshot. Numbers compare only within one epoch.
 */
export interface ChangeId {
  epoch: string;
  number: string;
}

const form = /^((?:[0-9a-f]{2} ){7}[0-9a-f]{2}-(?:[0-9a-f]{2} ){7}[0-9a-f]{2})\/([0-9a-f]+)$/i;

/** Null for text of any other form, the wildcard `*` included. */
export function parseChangeId(text: string): ChangeId | null {
  const match = form.exec(text.trim());
  const [, epoch, number] = match ?? [];
  return epoch === undefined || number === undefined
    ? null
    : { epoch: epoch.toLowerCase(), number: number.toLowerCase() };
}

/** Whether two change ids count changes since the same beginning. */
export function sameEpoch(a: string, b: string): boolean {
  const left = parseChangeId(a);
  const right = parseChangeId(b);
  return left !== null && right !== null && left.epoch === right.epoch;
}
