import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { MigrationSummary } from '../../../contract/migrationSummary.ts';
import { paths } from '../../api/paths.ts';
import { Card } from '../../components/Card.tsx';
import { Time } from '../../components/Time.tsx';
import { useFormat } from '../../i18n/useFormat.ts';

/** Scheduled cutovers, the nearest first. */
export function CutoversCard({ open }: { open: MigrationSummary[] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const next = open
    .flatMap((migration) => (migration.cutoverAt === null ? [] : [{ ...migration, at: migration.cutoverAt }]))
    .sort((a, b) => Date.parse(a.at) - Date.parse(b.at))
    .slice(0, 6);
  return (
    <Card title={t('overview.cutovers')}>
      {next.length === 0 && <p className="text-muted">{t('overview.noCutovers')}</p>}
      <ul className="space-y-2">
        {next.map(({ id, vm, at, forecast }) => (
          <li key={id} className="relative flex items-baseline justify-between gap-3">
            <Link
              to={paths.migration(id)}
              className="min-w-0 truncate font-medium after:absolute after:inset-0 hover:text-accent"
            >
              {vm.name}
            </Link>
            <span className="text-right text-xs">
              <Time iso={at} />
              {forecast && <span className="block text-muted">≈ {format.duration(forecast.downtimeMs)}</span>}
            </span>
          </li>
        ))}
      </ul>
    </Card>
  );
}
