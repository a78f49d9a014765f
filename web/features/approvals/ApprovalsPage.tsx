import { useInfiniteQuery } from '@tanstack/react-query';
import { Stamp } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { approvalPages } from '../../api/approvalQueries.ts';
import { Button } from '../../components/Button.tsx';
import { ChoiceChips } from '../../components/ChoiceChips.tsx';
import { EmptyState } from '../../components/EmptyState.tsx';
import { ErrorNotice } from '../../components/ErrorNotice.tsx';
import { PageHead } from '../../components/PageHead.tsx';
import { RowsLoading } from '../../components/RowsLoading.tsx';
import { useChosenProject } from '../../project/projectChoice.ts';
import { ApprovalRow } from './ApprovalRow.tsx';

const views = ['waiting', 'all'] as const;

/** What waits for a second person, and what was decided. */
export function ApprovalsPage() {
  const { t } = useTranslation();
  const [params, setParams] = useSearchParams();
  const view = views.find((one) => one === params.get('view')) ?? 'waiting';
  const list = useInfiniteQuery(approvalPages(view, useChosenProject()));
  const items = list.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <div className="space-y-4">
      <PageHead title={t('approvals.title')} />
      <ChoiceChips
        label={t('approvals.view')}
        choices={views.map((value) => ({ value, text: t(`approvals.views.${value}`) }))}
        value={view}
        onChange={(next) => setParams(next === 'waiting' ? {} : { view: next }, { replace: true })}
      />
      <p className="max-w-3xl text-xs text-muted">{t('approvals.about')}</p>
      {list.isError && <ErrorNotice error={list.error} onRetry={() => void list.refetch()} />}
      {list.isPending && <RowsLoading rows={3} />}
      {list.isSuccess && items.length === 0 && (
        <div className="rounded-lg border border-dashed border-line-strong">
          <EmptyState Icon={Stamp} title={t('approvals.emptyTitle')} text={t('approvals.emptyText')} />
        </div>
      )}
      {items.length > 0 && (
        <ul className="divide-y divide-line overflow-hidden rounded-lg border border-line bg-surface">
          {items.map((approval) => (
            <ApprovalRow key={approval.id} approval={approval} />
          ))}
        </ul>
      )}
      {list.hasNextPage && (
        <Button disabled={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
          {t('action.more')}
        </Button>
      )}
    </div>
  );
}
