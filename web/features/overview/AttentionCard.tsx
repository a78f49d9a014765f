import { CircleCheck } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { MigrationSummary } from '../../../contract/migrationSummary.ts';
import { paths } from '../../api/paths.ts';
import { Card } from '../../components/Card.tsx';
import { StatusBadge } from '../../components/StatusBadge.tsx';
import { Time } from '../../components/Time.tsx';
import { useFormat } from '../../i18n/useFormat.ts';
import { waitsForYou } from './waitsForYou.ts';

const shown = 8;

/** What goes on only when somebody decides: parked stages, then cutovers that nothing schedules. */
export function AttentionCard({ open }: { open: MigrationSummary[] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const waiting = open.filter(waitsForYou);
  return (
    <Card
      flush
      title={t('overview.needsYou')}
      aside={waiting.length > 0 && <span className="text-xs text-muted">{waiting.length}</span>}
    >
      {waiting.length === 0 && (
        <p className="flex items-center gap-2 px-4 py-3 text-muted">
          <CircleCheck aria-hidden className="size-4 text-good" />
          {t('overview.needsNobody')}
        </p>
      )}
      <ul className="divide-y divide-line">
        {waiting.slice(0, shown).map((migration) => (
          <Waiting key={migration.id} migration={migration} />
        ))}
      </ul>
      {waiting.length > shown && (
        <p className="border-t border-line px-4 py-2">
          <Link to={paths.migrations} className="text-accent hover:underline">
            {t('overview.more', { formatted: format.count(waiting.length - shown) })}
          </Link>
        </p>
      )}
    </Card>
  );
}

function Waiting({ migration: { id, vm, status, parked, forecast } }: { migration: MigrationSummary }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <li data-waiting={id} className="relative px-4 py-2.5 hover:bg-sunken/50">
      <div className="flex items-center justify-between gap-3">
        <Link
          to={paths.migration(id)}
          className="min-w-0 truncate font-medium after:absolute after:inset-0 hover:text-accent"
        >
          {vm.name}
        </Link>
        <span className="flex shrink-0 items-center gap-2 text-xs text-muted">
          {parked && <Time iso={parked.since} />}
          {!parked && forecast && <span title={t('list.forecast')}>≈ {format.duration(forecast.downtimeMs)}</span>}
          <StatusBadge status={status} />
        </span>
      </div>
      {parked ? (
        <p className="mt-0.5 line-clamp-2 text-xs">
          <span className="font-medium text-bad">{t(`stage.${parked.stage}`)}:</span> {parked.message}{' '}
          <span className="text-muted">{parked.remedy}</span>
        </p>
      ) : (
        <p className="mt-0.5 text-xs text-muted">{t('overview.ready')}</p>
      )}
    </li>
  );
}
