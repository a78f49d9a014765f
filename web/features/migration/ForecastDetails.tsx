import { TrendingDown, TrendingUp } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Forecast } from '../../../contract/migration.ts';
import { Facts } from '../../components/Facts.tsx';
import { Time } from '../../components/Time.tsx';
import { useFormat } from '../../i18n/useFormat.ts';

export function ForecastDetails({ forecast }: { forecast: Forecast }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { shutdownMs, finalDeltaMs, verifyMs, bootMs } = forecast.parts;
  const parts = [
    { name: t('forecast.shutdown'), ms: shutdownMs, fill: 'bg-info' },
    { name: t('forecast.finalDelta'), ms: finalDeltaMs, fill: 'bg-warn' },
    { name: t('forecast.verify'), ms: verifyMs, fill: 'bg-accent' },
    { name: t('forecast.boot'), ms: bootMs, fill: 'bg-good' },
  ];
  const Trend = forecast.converging ? TrendingDown : TrendingUp;
  return (
    <>
      <p>
        <span className="block text-2xl font-semibold tracking-tight">≈ {format.duration(forecast.downtimeMs)}</span>
        <span className="text-muted">
          {t('forecast.ifNow')} · <Time iso={forecast.at} />
        </span>
        {forecast.downtimeP90Ms !== undefined && (
          <span className="block text-xs text-muted">
            {t('outcome.p90', { duration: format.duration(forecast.downtimeP90Ms) })}
          </span>
        )}
      </p>
      <div aria-hidden className="flex h-2 gap-px overflow-hidden rounded-full">
        {parts.map(({ name, ms, fill }) => (
          <span key={name} title={name} className={fill} style={{ flexGrow: ms }} />
        ))}
      </div>
      <ul className="space-y-1">
        {parts.map(({ name, ms, fill }) => (
          <li key={name} className="flex items-center gap-2">
            <span aria-hidden className={`size-2 rounded-full ${fill}`} />
            <span className="flex-1 text-muted">{name}</span>
            {format.duration(ms)}
          </li>
        ))}
      </ul>
      <div className="border-t border-line pt-3">
        <Facts
          facts={[
            [t('forecast.dirty'), format.bytes(forecast.dirtyBytes)],
            [t('forecast.rate'), format.rate(forecast.bytesPerSecond)],
          ]}
        />
      </div>
      <p className={forecast.converging ? 'flex gap-1.5 text-good' : 'flex gap-1.5 text-warn'}>
        <Trend aria-hidden className="mt-0.5 size-4 shrink-0" />
        {t(forecast.converging ? 'forecast.converging' : 'forecast.notConverging')}
      </p>
    </>
  );
}
