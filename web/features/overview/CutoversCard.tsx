import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { MigrationSummary } from '../../../contract/migrationSummary.ts';
import { paths } from '../../api/paths.ts';
import { scheduleList } from '../../api/scheduleQueries.ts';
import { Card } from '../../components/Card.tsx';
import { Time } from '../../components/Time.tsx';
import { useFormat } from '../../i18n/useFormat.ts';
import { useChosenProject } from '../../project/projectChoice.ts';

/** Scheduled cutovers, the nearest first: of migrations, and of what schedules are going to start. */
export function CutoversCard({ open }: { open: MigrationSummary[] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { data: schedules = [] } = useQuery(scheduleList(useChosenProject()));
  const due = schedules.flatMap(({ id, name, next: [first] }) =>
    first?.cutover ? [{ id, name, to: paths.schedules, at: first.cutover.at, forecast: null }] : [],
  );
  const next = open
    .flatMap(({ id, vm, cutoverAt, forecast }) =>
      cutoverAt === null ? [] : [{ id, name: vm.name, to: paths.migration(id), at: cutoverAt, forecast }],
    )
    .concat(due)
    .sort((a, b) => Date.parse(a.at) - Date.parse(b.at))
    .slice(0, 6);
  return (
    <Card title={t('overview.cutovers')}>
      {next.length === 0 && <p className="text-muted">{t('overview.noCutovers')}</p>}
      <ul className="space-y-2">
        {next.map(({ id, name, to, at, forecast }) => (
          <li key={id} className="relative flex items-baseline justify-between gap-3">
            <Link to={to} className="min-w-0 truncate font-medium after:absolute after:inset-0 hover:text-accent">
              {name}
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
