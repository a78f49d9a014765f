import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { MigrationSummary } from '../../../contract/migrationSummary.ts';
import { migrationProgress } from '../../api/migrationQueries.ts';
import { paths } from '../../api/paths.ts';
import { stageProgress } from '../../api/stageProgress.ts';
import { ProgressBar } from '../../components/ProgressBar.tsx';
import { StatusBadge } from '../../components/StatusBadge.tsx';
import { useNow } from '../../format/useNow.ts';
import { useFormat } from '../../i18n/useFormat.ts';

/** One line of what runs; its numbers come with events. */
export function RunningRow({ migration: { id, vm, stage, status } }: { migration: MigrationSummary }) {
  const { t } = useTranslation();
  const format = useFormat();
  const now = useNow();
  const { data = [] } = useQuery({ ...migrationProgress(id), enabled: false });
  const progress = stageProgress(data, stage, now);
  const name = t(`stage.${stage}`);
  return (
    <li
      data-running={id}
      className="relative grid grid-cols-[minmax(0,1fr)_auto] items-center gap-x-4 gap-y-1 px-4 py-2.5 hover:bg-sunken/50 sm:grid-cols-[minmax(0,1fr)_minmax(8rem,14rem)_5.5rem]"
    >
      <Link
        to={paths.migration(id)}
        className="min-w-0 truncate font-medium max-sm:col-start-1 max-sm:row-start-1 after:absolute after:inset-0 hover:text-accent"
      >
        {vm.name}
      </Link>
      <div className="max-sm:col-span-2 max-sm:row-start-2">
        <p className="flex justify-between gap-2 text-xs text-muted">
          <span>{name}</span>
          {progress && <span>{format.percent(progress.part)}</span>}
        </p>
        <ProgressBar
          label={`${vm.name}: ${name}`}
          value={progress?.part ?? null}
          tone={status === 'running' ? 'info' : 'idle'}
        />
      </div>
      <span className="text-right text-xs whitespace-nowrap max-sm:col-start-2 max-sm:row-start-1">
        {status !== 'running' ? (
          <StatusBadge status={status} />
        ) : progress && progress.bytesPerSecond > 0 ? (
          format.rate(progress.bytesPerSecond)
        ) : (
          <span className="text-muted">–</span>
        )}
      </span>
    </li>
  );
}
