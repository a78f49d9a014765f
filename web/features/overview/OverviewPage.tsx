import { useQuery, useQueryClient } from '@tanstack/react-query';
import { ArrowRight } from 'lucide-react';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import type { Overview } from '../../../contract/overview.ts';
import { migrationKeys } from '../../api/migrationQueries.ts';
import { overviewQuery } from '../../api/overviewQueries.ts';
import { paths } from '../../api/paths.ts';
import { Card } from '../../components/Card.tsx';
import { ErrorNotice } from '../../components/ErrorNotice.tsx';
import { LinkButton } from '../../components/LinkButton.tsx';
import { PageHead } from '../../components/PageHead.tsx';
import { RowsLoading } from '../../components/RowsLoading.tsx';
import { useChosenProject } from '../../project/projectChoice.ts';
import { AttentionCard } from './AttentionCard.tsx';
import { CapacityCard } from './CapacityCard.tsx';
import { ConvergenceCard } from './ConvergenceCard.tsx';
import { CutoversCard } from './CutoversCard.tsx';
import { FirstSteps } from './FirstSteps.tsx';
import { ResidueCard } from './ResidueCard.tsx';
import { RunningRow } from './RunningRow.tsx';
import { Tiles } from './Tiles.tsx';
import { WeekChart } from './WeekChart.tsx';
import { waitsForYou } from './waitsForYou.ts';

/** What waits for the operator, what runs, and how far the whole is; live. */
export function OverviewPage() {
  const { t } = useTranslation();
  const asked = useQuery(overviewQuery(useChosenProject()));
  useProgressOf(asked.data);
  return (
    <div className="space-y-4">
      <PageHead title={t('overview.title')}>
        <LinkButton to={paths.migrations}>
          {t('overview.all')}
          <ArrowRight aria-hidden className="size-4" />
        </LinkButton>
      </PageHead>
      {asked.isError && <ErrorNotice error={asked.error} onRetry={() => void asked.refetch()} />}
      {asked.isPending && <RowsLoading rows={8} />}
      {asked.data && <Everything overview={asked.data} />}
    </div>
  );
}

function Everything({ overview }: { overview: Overview }) {
  const { t } = useTranslation();
  const running = overview.open.filter((migration) => !waitsForYou(migration));
  const fresh = overview.openCount === 0 && overview.endedCount.completed === 0;
  return (
    <>
      <Tiles overview={overview} />
      {fresh && <FirstSteps read={overview.inventory.some(({ vms }) => vms > 0)} />}
      <div className="grid items-start gap-4 xl:grid-cols-[minmax(0,1fr)_22rem]">
        <div className="min-w-0 space-y-4">
          <AttentionCard open={overview.open} />
          <Card flush title={t('overview.running')} aside={<Count value={running.length} />}>
            {running.length === 0 && <p className="px-4 py-3 text-muted">{t('overview.nothingRuns')}</p>}
            <ul className="divide-y divide-line">
              {running.slice(0, 12).map((migration) => (
                <RunningRow key={migration.id} migration={migration} />
              ))}
            </ul>
          </Card>
          <WeekChart hours={overview.hours} />
        </div>
        <div className="grid min-w-0 gap-4 md:grid-cols-2 xl:grid-cols-1">
          <CutoversCard open={overview.open} />
          <ConvergenceCard open={overview.open} />
          <CapacityCard />
          <ResidueCard />
        </div>
      </div>
    </>
  );
}

function Count({ value }: { value: number }) {
  return value > 0 ? <span className="text-xs text-muted">{value}</span> : null;
}

/** What the overview knows of the disks starts the progress that events then keep. */
function useProgressOf(overview: Overview | undefined): void {
  const client = useQueryClient();
  useEffect(() => {
    for (const { id } of overview?.open ?? []) {
      const key = migrationKeys.progress(id);
      const disks = overview?.progress.filter(({ migrationId }) => migrationId === id) ?? [];
      if (client.getQueryData(key) === undefined) client.setQueryData(key, disks);
    }
  }, [client, overview]);
}
