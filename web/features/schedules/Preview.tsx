import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { schedulePreview } from '../../api/scheduleQueries.ts';
import { ErrorNotice } from '../../components/ErrorNotice.tsx';
import { Skeleton } from '../../components/Skeleton.tsx';
import { NextTimes } from './NextTimes.tsx';
import { type ScheduleDraft, timingOf, wrongTimes } from './scheduleDraft.ts';

/** When it would run, before it is saved. */
export function Preview({ draft }: { draft: ScheduleDraft }) {
  const { t } = useTranslation();
  const enabled = wrongTimes(draft).size === 0;
  const preview = useQuery({ ...schedulePreview(timingOf(draft)), enabled });
  return (
    <section aria-live="polite" data-preview className="space-y-2 rounded-lg bg-sunken p-3">
      <h3 className="font-medium">{t('schedules.nextTimes')}</h3>
      {!enabled && <p className="text-muted">{t('schedules.previewWaits')}</p>}
      {enabled && preview.isPending && <Skeleton className="h-16" />}
      {enabled && preview.isError && <ErrorNotice error={preview.error} onRetry={() => void preview.refetch()} />}
      {enabled && preview.data && <NextTimes next={preview.data} />}
    </section>
  );
}
