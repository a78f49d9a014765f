import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Forecast } from '../../../contract/migration.ts';
import { Time } from '../../components/Time.tsx';
import { useFormat } from '../../i18n/useFormat.ts';
import { withForecast } from './forecastHistory.ts';
import { Sparkline } from './Sparkline.tsx';

/** Forecasts that came while this page was open. */
export function ForecastHistory({ forecast }: { forecast: Forecast }) {
  const { t } = useTranslation();
  const format = useFormat();
  const [history, setHistory] = useState<Forecast[]>([]);
  const next = withForecast(history, forecast);
  if (next !== history) setHistory(next);
  if (next.length < 2) return null;
  const values = next.map(({ downtimeMs }) => downtimeMs);
  const range = { least: format.duration(Math.min(...values)), most: format.duration(Math.max(...values)) };
  return (
    <details className="border-t border-line pt-3" data-forecasts={next.length}>
      <summary className="flex cursor-pointer items-center justify-between gap-3 text-xs text-muted">
        <span>{t('outcome.history', range)}</span>
        <Sparkline label={t('outcome.course')} values={values} />
      </summary>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <ol className="mt-2 max-h-48 space-y-1 overflow-y-auto text-xs" tabIndex={0}>
        {[...next].reverse().map((each) => (
          <li key={each.at} className="flex justify-between gap-3">
            <span className="text-muted">
              <Time iso={each.at} as="clock" />
            </span>
            <span className="text-muted">{format.bytes(each.dirtyBytes)}</span>≈ {format.duration(each.downtimeMs)}
          </li>
        ))}
      </ol>
    </details>
  );
}
