import { useQuery } from '@tanstack/react-query';
import { CalendarClock, Plus } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { scheduleList } from '../../api/scheduleQueries.ts';
import { Button } from '../../components/Button.tsx';
import { EmptyState } from '../../components/EmptyState.tsx';
import { ErrorNotice } from '../../components/ErrorNotice.tsx';
import { PageHead } from '../../components/PageHead.tsx';
import { RowsLoading } from '../../components/RowsLoading.tsx';
import { useChosenProject } from '../../project/projectChoice.ts';
import { useMayHere } from '../../project/useMayHere.ts';
import { AddSchedule } from './AddSchedule.tsx';
import { ScheduleCard } from './ScheduleCard.tsx';

/** When plans are started, the one that is due next first. */
export function SchedulesPage() {
  const { t } = useTranslation();
  const mayWrite = useMayHere('migrations:create');
  const [adding, setAdding] = useState(false);
  const list = useQuery(scheduleList(useChosenProject()));
  const schedules = [...(list.data ?? [])].sort((a, b) => dueAt(a.next).localeCompare(dueAt(b.next)));
  const add = mayWrite && (
    <Button variant="primary" onClick={() => setAdding(true)}>
      <Plus aria-hidden className="size-4" />
      {t('schedules.add')}
    </Button>
  );
  return (
    <div className="space-y-4">
      <PageHead title={t('schedules.title')}>{add}</PageHead>
      {list.isError && <ErrorNotice error={list.error} onRetry={() => void list.refetch()} />}
      {list.isPending && <RowsLoading rows={3} />}
      {list.isSuccess && schedules.length === 0 && (
        <div className="rounded-lg border border-dashed border-line-strong">
          <EmptyState Icon={CalendarClock} title={t('schedules.emptyTitle')} text={t('schedules.emptyText')}>
            {add}
          </EmptyState>
        </div>
      )}
      <div className="grid items-start gap-4 md:grid-cols-2 xl:grid-cols-3">
        {schedules.map((schedule) => (
          <ScheduleCard key={schedule.id} schedule={schedule} />
        ))}
      </div>
      {adding && <AddSchedule onClose={() => setAdding(false)} />}
    </div>
  );
}

/** What is paused or over comes last. */
function dueAt(next: { at: string }[]): string {
  return next[0]?.at ?? '~';
}
