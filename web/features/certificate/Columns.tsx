import type { ReactNode } from 'react';

interface ColumnsProps {
  caption: string;
  /** The first is written to the left, the others to the right. */
  heads: string[];
  rows: { key: string; cells: ReactNode[] }[];
}

/** A table that breaks over pages between its rows, with its head on each. */
export function Columns({ caption, heads, rows }: ColumnsProps) {
  const side = (index: number) => (index === 0 ? 'text-left' : 'text-right');
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <div className="overflow-x-auto print:overflow-visible" tabIndex={0}>
      <table className="w-full text-xs">
        <caption className="sr-only">{caption}</caption>
        <thead className="text-muted">
          <tr>
            {heads.map((head, index) => (
              <th key={head} className={`px-2 py-1 font-medium first:pl-0 last:pr-0 ${side(index)}`}>
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody className="divide-y divide-line border-y border-line">
          {rows.map(({ key, cells }) => (
            <tr key={key} className="break-inside-avoid">
              {cells.map((cell, index) => (
                <td key={heads[index]} className={`px-2 py-1 first:pl-0 last:pr-0 whitespace-nowrap ${side(index)}`}>
                  {cell}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
