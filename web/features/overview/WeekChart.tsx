import { useTranslation } from 'react-i18next';
import type { Overview } from '../../../contract/overview.ts';
import { Card } from '../../components/Card.tsx';
import { useNow } from '../../format/useNow.ts';
import { useFormat } from '../../i18n/useFormat.ts';
import { daysOf } from './days.ts';

/** What was read each day, and how many VMs arrived. */
export function WeekChart({ hours }: { hours: Overview['hours'] }) {
  const { t } = useTranslation();
  const format = useFormat();
  // To the minute: a new day begins without a reload, and nothing is counted anew each second.
  const minute = Math.floor(useNow() / 60_000) * 60_000;
  const days = daysOf(hours, new Date(minute));
  const most = Math.max(1, ...days.map(({ readBytes }) => readBytes));
  return (
    <Card title={t('overview.week')} aside={<span className="text-xs text-muted">{t('overview.weekDetail')}</span>}>
      <ol className="flex h-40 items-stretch gap-2 sm:gap-4">
        {days.map(({ start, readBytes, completed }) => {
          const day = start.toLocaleDateString(format.language, { weekday: 'short' });
          const moved = t('overview.moved', { count: completed });
          const told = t('overview.day', { day, bytes: format.bytes(readBytes), moved });
          return (
            <li key={start.toISOString()} title={told} className="flex min-w-0 flex-1 flex-col items-center gap-1">
              <span className="sr-only">{told}</span>
              <span aria-hidden className="h-4 text-xs whitespace-nowrap text-muted max-sm:hidden">
                {readBytes > 0 && format.bytes(readBytes)}
              </span>
              <span aria-hidden className="flex w-full max-w-16 flex-1 items-end rounded-sm bg-sunken">
                <span
                  className="w-full rounded-sm bg-info/80"
                  style={{ height: `${readBytes === 0 ? 0 : Math.max(2, (readBytes / most) * 100)}%` }}
                />
              </span>
              <span aria-hidden className="text-center text-xs leading-tight">
                {day}
                <span className="block text-muted">{completed > 0 ? `${format.count(completed)} VM` : '–'}</span>
              </span>
            </li>
          );
        })}
      </ol>
    </Card>
  );
}
