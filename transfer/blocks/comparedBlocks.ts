import type { Extent } from '../../ports/extent.ts';
import { type CellGrid, cellCode, cellEnd, cellsOf } from './cellGrid.ts';

/** The codes of cells after their bytes were read back from the target up to `toldBytes`. */
export function comparedCodes(
  grid: CellGrid,
  before: Uint8Array,
  { toldBytes, mismatches }: { toldBytes: number; mismatches: Extent[] },
): Uint8Array {
  const codes = before.map((code, cell) => {
    const zero = code === cellCode.zero || code === cellCode['verified-zero'];
    if (cellEnd(grid, cell) <= toldBytes) return zero ? cellCode['verified-zero'] : cellCode.verified;
    if (zero) return cellCode.zero;
    return code === cellCode.verified ? cellCode.copied : code;
  });
  for (const { start, length } of mismatches) {
    const { first, last } = cellsOf(grid, start, length);
    codes.fill(cellCode.differs, first, last + 1);
  }
  return codes;
}
