import { useVirtualizer } from '@tanstack/react-virtual';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { BadRow } from './checkRows.ts';

/** Pixels, until a row has been measured. */
const rowHeight = 40;
/** Of what there is instead, so many are named. */
const named = 8;

/** Every row that was refused, by its line in the file. @param sheet of a workbook; null: a file of text */
export function BadRows({ rows, sheet }: { rows: BadRow[]; sheet: string | null }) {
  const { t } = useTranslation();
  const scroller = useRef<HTMLDivElement>(null);
  const shown = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 8,
  });
  return (
    // biome-ignore lint/a11y/useSemanticElements: a region has a name, a section would be a landmark too many.
    <div
      role="group"
      aria-label={t('importVms.badRows')}
      ref={scroller}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard.
      tabIndex={0}
      className="max-h-64 overflow-auto rounded-lg border border-bad/30"
    >
      <ul className="relative" style={{ height: shown.getTotalSize() }}>
        {shown.getVirtualItems().map(({ index, start }) => {
          const row = rows[index];
          return (
            row && (
              <li
                key={row.line}
                data-index={index}
                data-line={row.line}
                ref={shown.measureElement}
                className="absolute inset-x-0 border-b border-line px-3 py-2 break-words"
                style={{ transform: `translateY(${start}px)` }}
              >
                <span className="font-medium">
                  {sheet === null
                    ? t('importVms.line', { line: row.line })
                    : t('importVms.sheetLine', { sheet, line: row.line })}
                </span>{' '}
                {t(`importVms.cause.${row.cause}`, { value: row.value })}
                {row.instead.length > 0 && (
                  <span className="text-muted">
                    {' '}
                    {t('importVms.instead', { instead: row.instead.slice(0, named).join(', ') })}
                  </span>
                )}
              </li>
            )
          );
        })}
      </ul>
    </div>
  );
}
