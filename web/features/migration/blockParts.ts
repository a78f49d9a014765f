import { type CellState, cellStates, decodeCells } from '../../../contract/blockCells.ts';
import type { DiskBlocks } from '../../../contract/blockMap.ts';

type Blocks = Pick<DiskBlocks, 'capacityBytes' | 'cellBytes' | 'cells'>;

/** The state of each cell, from the beginning of the disk. */
export function cellsOf({ capacityBytes, cellBytes, cells }: Blocks): CellState[] {
  const count = Math.ceil(capacityBytes / cellBytes);
  return [...decodeCells(cells, count)].map((code) => cellStates[code] ?? 'waiting');
}

/** First byte of a cell and the first behind it. */
export function rangeOf({ capacityBytes, cellBytes }: Blocks, cell: number): { from: number; to: number } {
  return { from: cell * cellBytes, to: Math.min(capacityBytes, (cell + 1) * cellBytes) };
}

/** What part of the disk's bytes is in each state that any cell is in, 0 to 1, in the order of the states. */
export function partsOf(blocks: Blocks): { state: CellState; part: number }[] {
  const bytes = new Map<CellState, number>();
  for (const [cell, state] of cellsOf(blocks).entries()) {
    const { from, to } = rangeOf(blocks, cell);
    bytes.set(state, (bytes.get(state) ?? 0) + to - from);
  }
  return cellStates.flatMap((state) => {
    const held = bytes.get(state) ?? 0;
    return held === 0 ? [] : [{ state, part: held / blocks.capacityBytes }];
  });
}
