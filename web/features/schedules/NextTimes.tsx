import { CalendarClock, TriangleAlert } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { NextTime } from '../../../contract/schedule.ts';
import { Time } from '../../components/Time.tsx';
import { useFormat } from '../../i18n/useFormat.ts';

/** In the reader's zone, UTC in the tooltip; what the clock does to a time is told with it. */
export function NextTimes({ next }: { next: NextTime[] }) {
  const { t } = useTranslation();
  const format = useFormat();
  if (next.length === 0) return <p className="font-medium text-warn">{t('schedules.noneLeft')}</p>;
  return (
    <ol className="space-y-1.5">
      {next.map(({ at, clock, cutover }) => (
        <li key={at} data-next={at} className="space-y-0.5">
          <p className="flex flex-wrap items-baseline gap-x-2">
            <CalendarClock aria-hidden className="size-3.5 shrink-0 self-center text-muted" />
            <Time iso={at} as="full" />
            {cutover && (
              <span className="text-xs text-muted" title={`${cutover.at} – ${cutover.until}`}>
                {t('schedules.windowThen', { from: format.local(cutover.at), until: format.local(cutover.until) })}
              </span>
            )}
          </p>
          {clock !== 'as-written' && (
            <p className="flex items-start gap-1.5 text-xs text-warn">
              <TriangleAlert aria-hidden className="mt-0.5 size-3.5 shrink-0" />
              {t(clock === 'moved' ? 'schedules.clockMoved' : 'schedules.clockTwice')}
            </p>
          )}
        </li>
      ))}
    </ol>
  );
}
