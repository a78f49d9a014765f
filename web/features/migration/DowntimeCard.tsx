import { useTranslation } from 'react-i18next';
import type { Migration } from '../../../contract/migration.ts';
import { Card } from '../../components/Card.tsx';
import { Facts } from '../../components/Facts.tsx';
import { Time } from '../../components/Time.tsx';
import { useNow } from '../../format/useNow.ts';
import { useFormat } from '../../i18n/useFormat.ts';
import { ForecastDetails } from './ForecastDetails.tsx';
import { ForecastHistory } from './ForecastHistory.tsx';
import { forecastOutcome } from './forecastOutcome.ts';
import { OutcomeTable } from './OutcomeTable.tsx';
import { useLiveForecast } from './useLiveForecast.ts';

/** Measured once the source was shut down; before that, what it would be now. */
export function DowntimeCard({ migration }: { migration: Migration }) {
  const { t } = useTranslation();
  const { downtime, forecast, pointOfNoReturn, endedAt } = migration;
  const outcome = forecastOutcome(migration);
  return (
    <Card title={t('forecast.title')}>
      <div className="space-y-3">
        {downtime ? (
          <Measured downtime={downtime} />
        ) : forecast ? (
          <>
            <LiveForecast migration={migration} />
            <ForecastHistory forecast={forecast} />
          </>
        ) : (
          <p className="text-muted">
            {endedAt !== null
              ? t('forecast.none')
              : t(migration.strategy === 'cold' ? 'forecast.cold' : 'forecast.notYet')}
          </p>
        )}
        {outcome && <OutcomeTable outcome={outcome} />}
        {pointOfNoReturn && endedAt === null && (
          <p className="rounded-md bg-warn-soft px-3 py-2 text-warn">{t('forecast.nonReturn')}</p>
        )}
      </div>
    </Card>
  );
}

function LiveForecast({ migration }: { migration: Migration }) {
  const forecast = useLiveForecast(migration);
  return forecast && <ForecastDetails forecast={forecast} />;
}

function Measured({ downtime: { from, to, ms } }: { downtime: NonNullable<Migration['downtime']> }) {
  const { t } = useTranslation();
  const format = useFormat();
  const now = useNow();
  const lasting = Math.max(0, Math.floor((now - Date.parse(from)) / 1000) * 1000);
  return (
    <>
      <p>
        <span className="block text-2xl font-semibold tracking-tight">{format.duration(ms ?? lasting)}</span>
        <span className={ms === null ? 'text-warn' : 'text-muted'}>
          {t(ms === null ? 'forecast.ongoing' : 'forecast.measured')}
        </span>
      </p>
      <Facts
        facts={[
          [t('forecast.from'), <Time key="from" iso={from} as="full" />],
          [t('forecast.to'), to && <Time key="to" iso={to} as="full" />],
        ]}
      />
    </>
  );
}
