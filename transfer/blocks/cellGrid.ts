import { type CellState, cellStates, mostCells } from '../../contract/blockCells.ts';
import { leafBytes, leafCount } from '../../proof/merkle.ts';

/** How a disk is cut to at most 1,024 cells of whole leaves; the last may be shorter. */
export interface CellGrid {
  capacityBytes: number;
  cellBytes: number;
  count: number;
}

export function gridOf(capacityBytes: number): CellGrid {
  const leaves = leafCount(capacityBytes);
  const leavesPerCell = Math.max(1, Math.ceil(leaves / mostCells));
  const count = Math.ceil(leaves / leavesPerCell);
  return { capacityBytes, cellBytes: leavesPerCell * leafBytes, count };
}

/** First byte behind a cell. */
export function cellEnd({ capacityBytes, cellBytes }: CellGrid, cell: number): number {
  return Math.min(capacityBytes, (cell + 1) * cellBytes);
}

/** First and last cell that a range of at least one byte touches. */
export function cellsOf(grid: CellGrid, start: number, length: number): { first: number; last: number } {
  const last = Math.floor((start + length - 1) / grid.cellBytes);
  return { first: Math.floor(start / grid.cellBytes), last: Math.min(grid.count - 1, last) };
}

/** Codes of the states by name. */
export const cellCode = Object.fromEntries(cellStates.map((state, code) => [state, code])) as Record<CellState, number>;
