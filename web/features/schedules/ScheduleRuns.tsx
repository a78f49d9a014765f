import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Schedule, ScheduleRun } from '../../../contract/schedule.ts';
import { scheduleRun, scheduleRuns } from '../../api/scheduleQueries.ts';
import { Badge } from '../../components/Badge.tsx';
import { ErrorNotice } from '../../components/ErrorNotice.tsx';
import { Modal } from '../../components/Modal.tsx';
import { RowsLoading } from '../../components/RowsLoading.tsx';
import { Skeleton } from '../../components/Skeleton.tsx';
import { Time } from '../../components/Time.tsx';
import type { Tone } from '../../components/tone.ts';
import { StartOutcomes } from '../plan/StartOutcomes.tsx';
import { RunCounts } from './RunCounts.tsx';

const tones: Record<ScheduleRun['outcome'], Tone> = {
  ...{ running: 'info', done: 'good', late: 'bad' },
};

/** The last runs, and of the one that is opened what became of each VM. */
export function ScheduleRuns({ schedule, onClose }: { schedule: Schedule; onClose(): void }) {
  const { t } = useTranslation();
  const runs = useQuery(scheduleRuns(schedule.id));
  const [chosen, setChosen] = useState<string | null>(null);
  const opened = chosen ?? runs.data?.[0]?.id ?? null;
  return (
    <Modal shape="side" title={t('schedules.runsOf', { name: schedule.name })} onClose={onClose}>
      {runs.isError && <ErrorNotice error={runs.error} onRetry={() => void runs.refetch()} />}
      {runs.isPending && <RowsLoading rows={3} />}
      {runs.data?.length === 0 && <p className="text-muted">{t('schedules.noRuns')}</p>}
      <ul className="space-y-2">
        {runs.data?.map((run) => (
          <li key={run.id} data-run={run.outcome} className="rounded-lg border border-line">
            <button
              type="button"
              aria-expanded={run.id === opened}
              onClick={() => setChosen(run.id)}
              className="flex w-full flex-wrap items-baseline gap-x-3 gap-y-1 px-3 py-2 text-left hover:bg-sunken"
            >
              <Time iso={run.scheduledAt} as="full" />
              <Badge tone={tones[run.outcome]}>{t(`schedules.runOutcome.${run.outcome}`)}</Badge>
              <RunCounts counts={run.counts} />
              <span className="text-xs text-muted">
                {run.byHand ? t('schedules.byHand', { who: run.startedBy }) : run.startedBy}
              </span>
            </button>
            {run.id === opened && <Result scheduleId={schedule.id} run={run} />}
          </li>
        ))}
      </ul>
    </Modal>
  );
}

function Result({ scheduleId, run }: { scheduleId: string; run: ScheduleRun }) {
  const { t } = useTranslation();
  const detail = useQuery({ ...scheduleRun(scheduleId, run.id), enabled: run.outcome !== 'late' });
  return (
    <div className="border-t border-line px-3 py-2">
      {run.outcome === 'late' && <p>{t('schedules.lateText')}</p>}
      {detail.isError && <ErrorNotice error={detail.error} onRetry={() => void detail.refetch()} />}
      {detail.isLoading && <Skeleton className="h-12" />}
      {detail.data && <StartOutcomes starts={detail.data.vms} />}
    </div>
  );
}
