/**
 * What the cells of a block map can say, in the order of their codes.
 * - `waiting`: nothing of it is claimed to be on the target
 * - `partial`: part of it is, or it is being written
 * - `zero`: all of it is on the target and reads as zeros
 * - `copied`: all of it is on the target as the round before had it, or in a first round as the disk has it
 * - `changed`: all of it is on the target, and bytes of it differed in the last round
 * - `verified`, `verified-zero`: read back from the target and equal to the ledger
 * - `differs`: read back and not equal
 */
export const cellStates = [
  'waiting',
  'partial',
  'zero',
  'copied',
  'changed',
  'verified',
  'verified-zero',
  'differs',
] as const;
export type CellState = (typeof cellStates)[number];

/** A map has at most so many cells, whatever the disk. */
export const mostCells = 1024;

/** Four bits a cell, the first cell in the high ones, as base64. */
export function encodeCells(codes: Uint8Array): string {
  const bytes = new Uint8Array(Math.ceil(codes.length / 2));
  for (const [index, code] of codes.entries()) {
    bytes[index >> 1] = (bytes[index >> 1] ?? 0) | (index % 2 === 0 ? code << 4 : code);
  }
  return btoa(String.fromCharCode(...bytes));
}

/** @returns a code for each of `count` cells; what no cell can say, or is missing, is `waiting` */
export function decodeCells(text: string, count: number): Uint8Array {
  const bytes = atob(text);
  const codes = new Uint8Array(count);
  for (let index = 0; index < count; index += 1) {
    const byte = bytes.charCodeAt(index >> 1) || 0;
    const code = index % 2 === 0 ? byte >> 4 : byte & 0x0f;
    codes[index] = code < cellStates.length ? code : 0;
  }
  return codes;
}
