import { useTranslation } from 'react-i18next';
import type { Migration } from '../../../contract/migration.ts';
import { Time } from '../../components/Time.tsx';
import { useFormat } from '../../i18n/useFormat.ts';
import { useLiveForecast } from './useLiveForecast.ts';

/** What a change board asks: how long it is down, and until when one can go back. */
export function CutoverFacts({ migration }: { migration: Migration }) {
  const { t } = useTranslation();
  const format = useFormat();
  const forecast = useLiveForecast(migration);
  return (
    <div className="space-y-2.5 rounded-lg bg-sunken p-3">
      {forecast ? (
        <p className="flex items-baseline justify-between gap-3">
          <span>
            {t('confirm.cutover.forecast')}{' '}
            <span className="text-xs text-muted">
              <Time iso={forecast.at} />
            </span>
          </span>
          <span className="text-right">
            <strong className="block text-lg">≈ {format.duration(forecast.downtimeMs)}</strong>
            {forecast.downtimeP90Ms !== undefined && (
              <span className="text-xs text-muted">
                {t('confirm.cutover.p90', { duration: format.duration(forecast.downtimeP90Ms) })}
              </span>
            )}
          </span>
        </p>
      ) : (
        <p>{t('confirm.cutover.noForecast')}</p>
      )}
      {forecast?.converging === false && <p className="text-warn">{t('forecast.notConverging')}</p>}
      <p className="text-muted">
        {t(migration.plan.startTarget ? 'confirm.cutover.return' : 'confirm.cutover.noReturn')}
      </p>
    </div>
  );
}
