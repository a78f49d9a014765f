import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Overview } from '../../../contract/overview.ts';
import { cx } from '../../components/cx.ts';
import { ProgressBar } from '../../components/ProgressBar.tsx';
import { useFormat } from '../../i18n/useFormat.ts';
import { useTotalRate } from './useTotalRate.ts';
import { waitsForYou } from './waitsForYou.ts';

/** The five numbers that say how things are. */
export function Tiles({ overview: { open, openCount, hours, inventory } }: { overview: Overview }) {
  const { t } = useTranslation();
  const format = useFormat();
  const rate = useTotalRate(open);
  const waiting = open.filter(waitsForYou);
  const parked = waiting.some(({ status }) => status === 'parked');
  const bytes = hours.reduce((sum, hour) => sum + hour.readBytes, 0);
  const completed = hours.reduce((sum, hour) => sum + hour.completed, 0);
  const vms = inventory.reduce((sum, source) => sum + source.vms, 0);
  const moved = inventory.reduce((sum, source) => sum + source.moved, 0);
  return (
    <dl className="grid grid-cols-2 gap-px overflow-hidden rounded-lg border border-line bg-line md:grid-cols-3 xl:grid-cols-5">
      <Tile name={t('overview.needsYou')} tone={parked ? 'text-bad' : waiting.length > 0 ? 'text-warn' : undefined}>
        {format.count(waiting.length)}
      </Tile>
      <Tile name={t('overview.running')}>{format.count(openCount - waiting.length)}</Tile>
      <Tile name={t('overview.throughput')}>{rate > 0 ? format.rate(rate) : '–'}</Tile>
      <Tile name={t('overview.week')} below={`${t('overview.moved', { count: completed })}`}>
        {format.bytes(bytes)}
      </Tile>
      <Tile
        wide
        name={t('overview.estate')}
        below={
          vms === 0
            ? t('overview.estateUnknown')
            : t('overview.estateOf', { moved: format.count(moved), all: format.count(vms) })
        }
      >
        <span className="flex items-center gap-3">
          {vms === 0 ? '–' : format.percent(moved / vms)}
          {vms > 0 && <ProgressBar label={t('overview.estate')} value={moved / vms} tone="good" />}
        </span>
      </Tile>
    </dl>
  );
}

interface TileProps {
  name: string;
  below?: string;
  tone?: string;
  wide?: boolean;
  children: ReactNode;
}

function Tile({ name, below, tone, wide = false, children }: TileProps) {
  return (
    <div className={cx('min-w-0 bg-surface px-4 py-3', wide && 'max-xl:col-span-2 max-md:col-span-2')}>
      <dt className="truncate text-xs text-muted">{name}</dt>
      <dd className={cx('mt-0.5 text-xl font-semibold tracking-tight', tone)}>
        {children}
        {below && <span className="block truncate text-xs font-normal tracking-normal text-muted">{below}</span>}
      </dd>
    </div>
  );
}
