import { useInfiniteQuery } from '@tanstack/react-query';
import { Plus, SearchX, Truck } from 'lucide-react';
import { useDeferredValue } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router';
import { type MigrationFilter, migrationList } from '../../api/migrationQueries.ts';
import { paths } from '../../api/paths.ts';
import { Button } from '../../components/Button.tsx';
import { EmptyState } from '../../components/EmptyState.tsx';
import { ErrorNotice } from '../../components/ErrorNotice.tsx';
import { Skeleton } from '../../components/Skeleton.tsx';
import { useFormat } from '../../i18n/useFormat.ts';
import { useChosenProject } from '../../project/projectChoice.ts';
import { useMayHere } from '../../project/useMayHere.ts';
import { FilterBar } from './FilterBar.tsx';
import { filterFrom, searchParamsOf } from './filterParams.ts';
import { MigrationTable } from './MigrationTable.tsx';

/** Every migration, live; those that wait for a person first. */
export function MigrationsPage() {
  const { t } = useTranslation();
  const format = useFormat();
  const mayCreate = useMayHere('migrations:create');
  const [params, setParams] = useSearchParams();
  const filter = filterFrom(params);
  const search = useDeferredValue(filter.search);
  const list = useInfiniteQuery(migrationList({ ...filter, search, projectId: useChosenProject() }));
  const migrations = list.data?.pages.flatMap(({ items }) => items) ?? [];
  const change = (next: MigrationFilter) => setParams(searchParamsOf(next), { replace: true });
  const parked = migrations.filter(({ status }) => status === 'parked');
  const others = migrations.filter(({ status }) => status !== 'parked');
  return (
    <div className="space-y-4">
      <title>{`${t('list.title')} · ${t('app.name')}`}</title>
      <div className="flex flex-wrap items-center justify-between gap-3">
        <h1 className="flex items-baseline gap-2.5 text-xl font-semibold tracking-tight">
          {t('list.title')}
          {migrations.length > 0 && (
            <span className="text-sm font-normal text-muted">
              {t('list.count', { formatted: format.count(migrations.length) })}
            </span>
          )}
        </h1>
        {mayCreate && (
          <Link
            to={paths.newMigration}
            className="inline-flex h-9 items-center gap-1.5 rounded-md bg-accent px-3 text-sm font-medium text-on-accent hover:bg-accent-strong"
          >
            <Plus aria-hidden className="size-4" />
            {t('list.new')}
          </Link>
        )}
      </div>
      <FilterBar filter={filter} onChange={change} />
      {list.isError && <ErrorNotice error={list.error} onRetry={() => void list.refetch()} />}
      {list.isPending && <Loading />}
      {parked.length > 0 && <MigrationTable title={t('list.attention')} migrations={parked} urgent />}
      {others.length > 0 && <MigrationTable title={parked.length > 0 ? t('list.others') : null} migrations={others} />}
      {list.isSuccess && migrations.length === 0 && <Nothing filter={filter} onClear={() => setParams({})} />}
      {list.hasNextPage && (
        <Button className="w-full" disabled={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
          {t('action.more')}
        </Button>
      )}
    </div>
  );
}

function Nothing({ filter, onClear }: { filter: MigrationFilter; onClear: () => void }) {
  const { t } = useTranslation();
  const filtered = filter.status !== null || filter.search !== '';
  return (
    <div className="rounded-lg border border-dashed border-line-strong">
      {filtered ? (
        <EmptyState Icon={SearchX} title={t('list.noMatchTitle')} text={t('list.noMatchText')}>
          <Button small onClick={onClear}>
            {t('action.clear')}
          </Button>
        </EmptyState>
      ) : (
        <EmptyState Icon={Truck} title={t('list.emptyTitle')} text={t('list.emptyText')} />
      )}
    </div>
  );
}

function Loading() {
  return (
    <div aria-busy className="space-y-px overflow-hidden rounded-lg border border-line bg-surface p-4">
      {['a', 'b', 'c', 'd', 'e'].map((row) => (
        <Skeleton key={row} className="my-3 h-5" />
      ))}
    </div>
  );
}
