import { useInfiniteQuery } from '@tanstack/react-query';
import { PackageOpen, RotateCw, Search, SearchX } from 'lucide-react';
import { useDeferredValue } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { Button } from '../../components/Button.tsx';
import { ChoiceChips } from '../../components/ChoiceChips.tsx';
import { cx } from '../../components/cx.ts';
import { EmptyState } from '../../components/EmptyState.tsx';
import { ErrorNotice } from '../../components/ErrorNotice.tsx';
import { smallFieldClass } from '../../components/field.ts';
import { PageHead } from '../../components/PageHead.tsx';
import { RowsLoading } from '../../components/RowsLoading.tsx';
import { useFormat } from '../../i18n/useFormat.ts';
import { useChosenProject } from '../../project/projectChoice.ts';
import { ArtifactTable } from './ArtifactTable.tsx';
import { artifactPages, artifactViews } from './artifactQueries.ts';

/** What lies in the artifact store, whose it is, and what will remove it. */
export function ArtifactsPage() {
  const { t } = useTranslation();
  const format = useFormat();
  const [params, setParams] = useSearchParams();
  const view = artifactViews.find((one) => one === params.get('view')) ?? 'all';
  const search = (params.get('search') ?? '').slice(0, 200);
  const list = useInfiniteQuery(artifactPages(view, useDeferredValue(search), useChosenProject()));
  const items = list.data?.pages.flatMap((page) => page.items) ?? [];
  const total = list.data?.pages[0]?.total;
  const narrow = (part: { view?: string; search?: string }) => {
    const next = { view, search, ...part };
    const kept = Object.entries(next).filter(([, value]) => value !== '' && value !== 'all');
    setParams(Object.fromEntries(kept), { replace: true });
  };
  return (
    <div className="space-y-4">
      <PageHead
        title={t('artifacts.title')}
        count={total && t('artifacts.total', { count: total.count, bytes: format.bytes(total.bytes) })}
      >
        <Button disabled={list.isFetching} onClick={() => void list.refetch()}>
          <RotateCw aria-hidden className={cx('size-4', list.isFetching && 'motion-safe:animate-spin')} />
          {t('artifacts.refresh')}
        </Button>
      </PageHead>
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <div className="relative w-full sm:w-60">
          <Search aria-hidden className="pointer-events-none absolute top-2 left-2.5 size-4 text-muted" />
          <input
            type="search"
            value={search}
            maxLength={200}
            aria-label={t('list.search')}
            placeholder={t('list.search')}
            onChange={({ target }) => narrow({ search: target.value })}
            className={cx(smallFieldClass, 'pl-8')}
          />
        </div>
        <ChoiceChips
          label={t('artifacts.view')}
          choices={artifactViews.map((value) => ({ value, text: t(`artifacts.views.${value}`) }))}
          value={view}
          onChange={(next) => narrow({ view: next })}
        />
      </div>
      <p className="max-w-3xl text-xs text-muted">{t(`artifacts.about.${view}`)}</p>
      {list.isError && <ErrorNotice error={list.error} onRetry={() => void list.refetch()} />}
      {list.isPending && <RowsLoading rows={6} />}
      {list.isSuccess && items.length === 0 && (
        <div className="rounded-lg border border-dashed border-line-strong">
          {search === '' && view === 'all' ? (
            <EmptyState Icon={PackageOpen} title={t('artifacts.emptyTitle')} text={t('artifacts.emptyText')} />
          ) : (
            <EmptyState Icon={SearchX} title={t('list.noMatchTitle')} text={t(`artifacts.none.${view}`)}>
              <Button small onClick={() => setParams({}, { replace: true })}>
                {t('action.clear')}
              </Button>
            </EmptyState>
          )}
        </div>
      )}
      {items.length > 0 && <ArtifactTable artifacts={items} />}
      {list.hasNextPage && (
        <Button disabled={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
          {t('action.more')}
        </Button>
      )}
    </div>
  );
}
