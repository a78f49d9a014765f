import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { MigrationSummary } from '../../../contract/migrationSummary.ts';
import { migrationProgress } from '../../api/migrationQueries.ts';
import { paths } from '../../api/paths.ts';
import { stageProgress } from '../../api/stageProgress.ts';
import { cx } from '../../components/cx.ts';
import { ProgressBar } from '../../components/ProgressBar.tsx';
import { StatusBadge } from '../../components/StatusBadge.tsx';
import { Time } from '../../components/Time.tsx';
import { useNow } from '../../format/useNow.ts';
import { useFormat } from '../../i18n/useFormat.ts';

export function MigrationRow({ migration }: { migration: MigrationSummary }) {
  const { t } = useTranslation();
  const format = useFormat();
  const now = useNow();
  const { id, vm, targetVm, status, stage, requestedBy, createdAt, endedAt, strategy, route } = migration;
  const running = status === 'running';
  const { data = [] } = useQuery({ ...migrationProgress(id), enabled: endedAt === null });
  const progress = endedAt === null ? stageProgress(data, stage, now) : null;
  return (
    <tr
      data-migration={id}
      className="relative hover:bg-sunken/50 max-lg:grid max-lg:grid-cols-[1fr_auto] max-lg:gap-x-3 max-lg:gap-y-1.5 max-lg:px-4 max-lg:py-3"
    >
      <td className="min-w-0 lg:py-2.5 lg:pr-3 lg:pl-4">
        <Link
          to={paths.migration(id)}
          className="block truncate font-medium text-ink after:absolute after:inset-0 hover:text-accent"
        >
          {vm.name}
        </Link>
        <span className="block truncate text-xs text-muted">
          {vm.ref}
          {targetVm && ` → ${targetVm.node}/${targetVm.vmid}`}
          {strategy && ` · ${t(`strategy.${strategy}`)}`}
          {route && ` · ${t(`route.${route}`)}`}
        </span>
      </td>
      <td className="lg:px-3">
        <StatusBadge status={status} />
      </td>
      <td className={cx('max-lg:col-span-2 lg:px-3', endedAt !== null && 'max-lg:hidden')}>
        <Stage migration={migration} part={progress?.part ?? null} running={running} />
      </td>
      <td className="text-right whitespace-nowrap max-lg:hidden lg:px-3">
        {running && progress && progress.bytesPerSecond > 0 ? format.rate(progress.bytesPerSecond) : <Dash />}
      </td>
      <td className="whitespace-nowrap max-lg:text-xs lg:px-3 lg:text-right">
        <Downtime migration={migration} />
      </td>
      <td className="max-w-40 truncate text-muted max-lg:hidden lg:px-3">{requestedBy}</td>
      <td className="text-right text-muted max-lg:text-xs lg:py-2.5 lg:pr-4 lg:pl-3">
        <Time iso={createdAt} />
      </td>
    </tr>
  );
}

function Stage({ migration, part, running }: { migration: MigrationSummary; part: number | null; running: boolean }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { status, stage, parked, vm, endedAt, cutoverAt } = migration;
  if (endedAt !== null)
    return (
      <span className="text-muted">
        <Dash />
      </span>
    );
  if (parked !== null) {
    return (
      <p className="line-clamp-2 text-xs text-bad" title={parked.message}>
        <span className="font-medium">{t(`stage.${parked.stage}`)}:</span> {parked.message}
      </p>
    );
  }
  return (
    <div className="space-y-1">
      <p className="flex justify-between gap-2 text-xs">
        <span>{t(`stage.${stage}`)}</span>
        <span className="text-muted">
          {part !== null
            ? format.percent(part)
            : cutoverAt && (
                <>
                  {t('command.cutover')}: <Time iso={cutoverAt} />
                </>
              )}
        </span>
      </p>
      {(running || part !== null) && status !== 'holding' && (
        <ProgressBar label={`${vm.name}: ${t(`stage.${stage}`)}`} value={part} tone={running ? 'info' : 'idle'} />
      )}
    </div>
  );
}

function Downtime({ migration: { downtime, forecast, endedAt } }: { migration: MigrationSummary }) {
  const { t } = useTranslation();
  const format = useFormat();
  if (downtime?.ms != null) return <span title={t('list.actual')}>{format.duration(downtime.ms)}</span>;
  // What a run that has ended never told is not going on, and its forecast is nobody's any more.
  if (endedAt !== null) return <Dash />;
  if (downtime) return <Ongoing from={downtime.from} />;
  if (!forecast) return <Dash />;
  return (
    <span title={t('list.forecast')} className="text-muted">
      ≈ {format.duration(forecast.downtimeMs)}
    </span>
  );
}

function Ongoing({ from }: { from: string }) {
  const format = useFormat();
  const now = useNow();
  return (
    <span className="font-medium text-warn">
      {format.duration(Math.max(0, Math.floor((now - Date.parse(from)) / 1000) * 1000))}
    </span>
  );
}

function Dash() {
  return <span className="text-muted">–</span>;
}
