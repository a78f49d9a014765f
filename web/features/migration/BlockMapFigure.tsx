import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { DiskBlocks } from '../../../contract/blockMap.ts';
import { cx } from '../../components/cx.ts';
import { Time } from '../../components/Time.tsx';
import { useFormat } from '../../i18n/useFormat.ts';
import { BlockGrid } from './BlockGrid.tsx';
import { partsOf } from './blockParts.ts';
import { cellTone } from './blockTone.ts';

/** What is where on the target of one disk: live while it is copied, and as it was left after that. */
export function BlockMapFigure({ label, blocks }: { label: string; blocks: DiskBlocks }) {
  const { t } = useTranslation();
  const format = useFormat();
  const parts = useMemo(() => partsOf(blocks), [blocks]);
  return (
    <figure data-blocks className="space-y-1.5">
      <figcaption className="flex flex-wrap justify-between gap-x-4 text-xs text-muted">
        <span>
          <span className="font-medium text-ink">{t('blocks.title')}</span> ·{' '}
          {t('blocks.cell', { size: format.bytes(blocks.cellBytes) })}
        </span>
        <span>
          {t(`kind.${blocks.kind}`)} · {t('blocks.asOf')} <Time iso={blocks.at} />
        </span>
      </figcaption>
      <BlockGrid blocks={blocks} label={t('blocks.picture', { disk: label })} />
      <ul aria-label={t('blocks.shares', { disk: label })} className="flex flex-wrap gap-x-4 gap-y-1 text-xs">
        {parts.map(({ state, part }) => (
          <li key={state} data-state={state} className="flex items-center gap-1.5">
            <span aria-hidden className={cx('size-2.5 rounded-[2px]', cellTone[state].ground)} />
            {t(`blocks.state.${state}`)}
            <span className="text-muted">{format.percent(part)}</span>
          </li>
        ))}
      </ul>
    </figure>
  );
}
