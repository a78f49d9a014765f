import type { CellState } from '../../../contract/blockCells.ts';

/** Light to strong as a disk goes on, so that the order can be seen without the hues. */
export const cellTone: Record<CellState, { fill: string; ground: string }> = {
  waiting: { fill: 'fill-line/60', ground: 'bg-line/60' },
  partial: { fill: 'fill-info/40', ground: 'bg-info/40' },
  zero: { fill: 'fill-line-strong', ground: 'bg-line-strong' },
  copied: { fill: 'fill-info', ground: 'bg-info' },
  changed: { fill: 'fill-warn', ground: 'bg-warn' },
  verified: { fill: 'fill-good', ground: 'bg-good' },
  'verified-zero': { fill: 'fill-good/35', ground: 'bg-good/35' },
  differs: { fill: 'fill-bad', ground: 'bg-bad' },
};
