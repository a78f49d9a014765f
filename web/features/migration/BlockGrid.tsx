import { type PointerEvent, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type CellState, cellStates } from '../../../contract/blockCells.ts';
import type { DiskBlocks } from '../../../contract/blockMap.ts';
import { useFormat } from '../../i18n/useFormat.ts';
import { cellsOf, rangeOf } from './blockParts.ts';
import { cellTone } from './blockTone.ts';
import { useWidth } from './useWidth.ts';

/** Sides of a cell with its gap: smaller ones are hard to point at, larger ones look like buttons. */
const leastPixels = 6;
const mostPixels = 14;

/** Cells from left to right and top to bottom, each of whole pixels, so that the gaps stay sharp. */
export function BlockGrid({ blocks, label }: { blocks: DiskBlocks; label: string }) {
  const [frame, width] = useWidth();
  const [at, setAt] = useState<number | null>(null);
  const cells = useMemo(() => cellsOf(blocks), [blocks]);
  const size = Math.min(mostPixels, Math.max(leastPixels, Math.floor(width / cells.length)));
  const columns = Math.max(1, Math.min(cells.length, Math.floor(width / size)));
  const rows = Math.ceil(cells.length / columns);
  const outlines = useMemo(() => outlinesOf(cells, columns, size), [cells, columns, size]);
  const point = (event: PointerEvent<SVGSVGElement>) => {
    const box = event.currentTarget.getBoundingClientRect();
    const column = Math.floor((event.clientX - box.left) / size);
    const cell = Math.floor((event.clientY - box.top) / size) * columns + column;
    setAt(column >= 0 && column < columns && cell >= 0 && cell < cells.length ? cell : null);
  };
  return (
    <div ref={frame} className="relative w-full">
      {width > 0 && (
        <svg
          role="img"
          aria-label={label}
          width={columns * size}
          height={rows * size}
          shapeRendering="crispEdges"
          onPointerMove={point}
          onPointerDown={point}
          onPointerLeave={() => setAt(null)}
          className="block"
        >
          {cellStates.map(
            (state) =>
              outlines[state] !== '' && <path key={state} d={outlines[state]} className={cellTone[state].fill} />,
          )}
          {at !== null && (
            <rect
              x={(at % columns) * size - 0.5}
              y={Math.floor(at / columns) * size - 0.5}
              width={size}
              height={size}
              className="fill-none stroke-ink"
            />
          )}
        </svg>
      )}
      {at !== null && at < cells.length && (
        <CellTip
          blocks={blocks}
          cell={at}
          state={cells[at] ?? 'waiting'}
          left={((at % columns) + 0.5) * size}
          bottom={(rows - Math.floor(at / columns)) * size + 4}
          room={width}
        />
      )}
    </div>
  );
}

interface CellTipProps {
  blocks: DiskBlocks;
  cell: number;
  state: CellState;
  left: number;
  bottom: number;
  room: number;
}

const tipWidth = 240;

function CellTip({ blocks, cell, state, left, bottom, room }: CellTipProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const { from, to } = rangeOf(blocks, cell);
  return (
    <div
      aria-hidden
      data-cell={cell}
      style={{ left: Math.max(0, Math.min(left - tipWidth / 2, room - tipWidth)), bottom, maxWidth: tipWidth }}
      className="pointer-events-none absolute z-10 w-max rounded-md bg-ink px-2 py-1 text-xs text-surface shadow-lg"
    >
      {t('blocks.range', {
        from: format.bytes(from),
        to: format.bytes(to),
        state: t(`blocks.state.${state}`),
      })}
    </div>
  );
}

function outlinesOf(cells: CellState[], columns: number, size: number): Record<CellState, string> {
  const paths = Object.fromEntries(cellStates.map((state) => [state, ''])) as Record<CellState, string>;
  const side = size - 1;
  for (const [cell, state] of cells.entries()) {
    const x = (cell % columns) * size;
    const y = Math.floor(cell / columns) * size;
    paths[state] += `M${x} ${y}h${side}v${side}h-${side}z`;
  }
  return paths;
}
