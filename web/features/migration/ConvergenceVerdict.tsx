import { TrendingDown, TrendingUp } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Migration } from '../../../contract/migration.ts';
import { Badge } from '../../components/Badge.tsx';
import { useFormat } from '../../i18n/useFormat.ts';

/** As the run itself judges it, with each forecast; after the cutover, as it judged last before. */
export function ConvergenceVerdict({ migration }: { migration: Migration }) {
  const { t } = useTranslation();
  const format = useFormat();
  const forecast = migration.downtime === null ? migration.forecast : (migration.cutoverForecast ?? migration.forecast);
  if (forecast === null) return null;
  const Trend = forecast.converging ? TrendingDown : TrendingUp;
  return (
    <Badge
      tone={forecast.converging ? 'good' : 'warn'}
      title={t('convergence.judgedAt', { time: format.local(forecast.at) })}
    >
      <Trend aria-hidden className="size-3.5" />
      {t(forecast.converging ? 'convergence.yes' : 'convergence.no')}
    </Badge>
  );
}
