import { TrendingDown, TrendingUp } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { MigrationSummary } from '../../../contract/migrationSummary.ts';
import { paths } from '../../api/paths.ts';
import { Card } from '../../components/Card.tsx';

/** Whether deltas shrink: a guest that writes faster than it is copied never gets there by itself. */
export function ConvergenceCard({ open }: { open: MigrationSummary[] }) {
  const { t } = useTranslation();
  const known = open.filter(({ forecast }) => forecast !== null);
  const bad = known.filter(({ forecast }) => forecast?.converging === false);
  return (
    <Card title={t('overview.converging')}>
      {known.length === 0 ? (
        <p className="text-muted">{t('overview.noForecast')}</p>
      ) : (
        <p className="flex items-start gap-2">
          <TrendingDown aria-hidden className="mt-0.5 size-4 shrink-0 text-good" />
          {t('overview.convergingText', { good: known.length - bad.length, all: known.length })}
        </p>
      )}
      {bad.length > 0 && (
        <ul className="mt-2 space-y-1 border-t border-line pt-2">
          {bad.slice(0, 5).map(({ id, vm }) => (
            <li key={id} className="flex items-center gap-2">
              <TrendingUp role="img" aria-label={t('overview.diverging')} className="size-4 shrink-0 text-warn" />
              <Link to={paths.migration(id)} className="min-w-0 truncate font-medium hover:text-accent">
                {vm.name}
              </Link>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}
