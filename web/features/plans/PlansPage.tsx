import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { ClipboardList, Plus, Search, SearchX } from 'lucide-react';
import { useDeferredValue } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { paths } from '../../api/paths.ts';
import { planList, presetList } from '../../api/planQueries.ts';
import { Button } from '../../components/Button.tsx';
import { cx } from '../../components/cx.ts';
import { EmptyState } from '../../components/EmptyState.tsx';
import { ErrorNotice } from '../../components/ErrorNotice.tsx';
import { smallFieldClass } from '../../components/field.ts';
import { LinkButton } from '../../components/LinkButton.tsx';
import { PageHead } from '../../components/PageHead.tsx';
import { RowsLoading } from '../../components/RowsLoading.tsx';
import { useChosenProject } from '../../project/projectChoice.ts';
import { useMayHere } from '../../project/useMayHere.ts';
import { PlanRow } from './PlanRow.tsx';

/** Every plan, and how far its migrations are. */
export function PlansPage() {
  const { t } = useTranslation();
  const mayCreate = useMayHere('migrations:create');
  const [params, setParams] = useSearchParams();
  const search = params.get('search') ?? '';
  const list = useInfiniteQuery(planList(useDeferredValue(search.slice(0, 200)), useChosenProject()));
  const { data: presets = [] } = useQuery(presetList(null));
  const plans = list.data?.pages.flatMap(({ items }) => items) ?? [];
  const create = mayCreate && (
    <LinkButton primary to={paths.newPlan}>
      <Plus aria-hidden className="size-4" />
      {t('plans.new')}
    </LinkButton>
  );
  return (
    <div className="space-y-4">
      <PageHead title={t('plans.title')}>
        <LinkButton to={paths.presets}>{t('presets.title')}</LinkButton>
        {create}
      </PageHead>
      {(plans.length > 0 || search !== '') && (
        <div className="relative w-full sm:w-60">
          <Search aria-hidden className="pointer-events-none absolute top-2 left-2.5 size-4 text-muted" />
          <input
            type="search"
            value={search}
            maxLength={200}
            aria-label={t('plans.search')}
            placeholder={t('plans.search')}
            onChange={({ target }) => setParams(target.value === '' ? {} : { search: target.value }, { replace: true })}
            className={cx(smallFieldClass, 'pl-8')}
          />
        </div>
      )}
      {list.isError && <ErrorNotice error={list.error} onRetry={() => void list.refetch()} />}
      {list.isPending && <RowsLoading rows={5} />}
      {list.isSuccess && plans.length === 0 && (
        <div className="rounded-lg border border-dashed border-line-strong">
          {search === '' ? (
            <EmptyState Icon={ClipboardList} title={t('plans.emptyTitle')} text={t('plans.emptyText')}>
              {create}
            </EmptyState>
          ) : (
            <EmptyState Icon={SearchX} title={t('list.noMatchTitle')} text={t('plans.noMatchText')}>
              <Button small onClick={() => setParams({}, { replace: true })}>
                {t('action.clear')}
              </Button>
            </EmptyState>
          )}
        </div>
      )}
      {plans.length > 0 && (
        <ul className="divide-y divide-line overflow-hidden rounded-lg border border-line bg-surface">
          {plans.map((plan) => (
            <PlanRow key={plan.id} plan={plan} preset={presets.find(({ id }) => id === plan.presetId)?.name} />
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
