import { useTranslation } from 'react-i18next';
import type { ForecastList, VmForecast } from '../../contract/vmForecast.ts';
import { useFormat } from '../i18n/useFormat.ts';

interface VmForecastFactsProps {
  forecast: VmForecast;
  basedOn: ForecastList['basedOn'];
}

/** How long a VM would take and be down, and what that rests on. */
export function VmForecastFacts({
  forecast: { ref, duration, downtime },
  basedOn: { migrations },
}: VmForecastFactsProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const words = ({ medianMs, p90Ms }: VmForecast['duration']) =>
    t('forecasts.span', { median: format.duration(medianMs), p90: format.duration(p90Ms) });
  return (
    <div data-forecast={ref} className="space-y-2 text-sm">
      <dl className="grid gap-x-8 gap-y-2 sm:grid-cols-2">
        <div>
          <dt className="text-xs text-muted">{t('forecasts.duration')}</dt>
          <dd>{words(duration)}</dd>
        </div>
        <div>
          <dt className="text-xs text-muted">{t('forecasts.downtime')}</dt>
          <dd>{words(downtime)}</dd>
        </div>
      </dl>
      <p className="text-xs text-muted">
        {migrations === 0 ? t('forecasts.assumed') : t('forecasts.basedOn', { count: migrations })}
      </p>
    </div>
  );
}
