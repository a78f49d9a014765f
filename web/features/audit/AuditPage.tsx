import { useInfiniteQuery } from '@tanstack/react-query';
import { RotateCw, ScrollText } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import type { AuditEvent } from '../../../contract/audit.ts';
import { Button } from '../../components/Button.tsx';
import { cx } from '../../components/cx.ts';
import { EmptyState } from '../../components/EmptyState.tsx';
import { ErrorNotice } from '../../components/ErrorNotice.tsx';
import { PageHead } from '../../components/PageHead.tsx';
import { RowsLoading } from '../../components/RowsLoading.tsx';
import { AuditFilters } from './AuditFilters.tsx';
import { filterFrom, searchParamsOf } from './auditFilter.ts';
import { auditPages } from './auditQueries.ts';
import { ChainCheck } from './ChainCheck.tsx';
import { EventPanel } from './EventPanel.tsx';
import { EventRow } from './EventRow.tsx';
import { ExportTrail } from './ExportTrail.tsx';

/** Who did what, from where, with what outcome. */
export function AuditPage() {
  const { t } = useTranslation();
  const [params, setParams] = useSearchParams();
  const [open, setOpen] = useState<AuditEvent | null>(null);
  const filter = filterFrom(params);
  const list = useInfiniteQuery(auditPages(filter));
  const events = list.data?.pages.flatMap(({ items }) => items) ?? [];
  return (
    <div className="space-y-4">
      <PageHead title={t('audit.title')}>
        <ExportTrail />
        <Button disabled={list.isFetching} onClick={() => void list.refetch()}>
          <RotateCw aria-hidden className={cx('size-4', list.isFetching && 'motion-safe:animate-spin')} />
          {t('audit.refresh')}
        </Button>
      </PageHead>
      <p className="max-w-3xl text-muted">{t('audit.about')}</p>
      <ChainCheck />
      <AuditFilters
        key={JSON.stringify(filter)}
        filter={filter}
        onApply={(wanted) => setParams(searchParamsOf(wanted))}
      />
      {list.isError && <ErrorNotice error={list.error} onRetry={() => void list.refetch()} />}
      {list.isPending && <RowsLoading rows={8} />}
      {list.isSuccess && events.length === 0 && (
        <div className="rounded-lg border border-dashed border-line-strong">
          <EmptyState Icon={ScrollText} title={t('list.noMatchTitle')} text={t('audit.none')} />
        </div>
      )}
      {events.length > 0 && (
        <ul aria-label={t('audit.title')} className="divide-y divide-line rounded-lg border border-line bg-surface">
          {events.map((event) => (
            <EventRow key={event.id} event={event} onOpen={() => setOpen(event)} />
          ))}
        </ul>
      )}
      {list.hasNextPage && (
        <Button disabled={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
          {t('action.more')}
        </Button>
      )}
      {open && <EventPanel event={open} onClose={() => setOpen(null)} />}
    </div>
  );
}
