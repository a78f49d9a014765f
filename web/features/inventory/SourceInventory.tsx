import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useDeferredValue, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import type { Connection } from '../../../contract/connection.ts';
import type { VmChoice } from '../../../contract/readiness.ts';
import { ErrorNotice } from '../../components/ErrorNotice.tsx';
import { PageHead } from '../../components/PageHead.tsx';
import { RowsLoading } from '../../components/RowsLoading.tsx';
import { useFormat } from '../../i18n/useFormat.ts';
import { ChooseFitting } from './ChooseFitting.tsx';
import { FilterFields } from './FilterFields.tsx';
import { FolderTree } from './FolderTree.tsx';
import { filterFrom, type InventoryFilter, isNarrowed, paramsOf } from './inventoryFilter.ts';
import { inventoryFolders, inventoryPages } from './inventoryQueries.ts';
import { NoVms } from './NoVms.tsx';
import { SavedFilters } from './SavedFilters.tsx';
import { SelectionBar } from './SelectionBar.tsx';
import { SourceBar } from './SourceBar.tsx';
import { VmPanel } from './VmPanel.tsx';
import { VmTable } from './VmTable.tsx';

/** Everything of the page that belongs to one source. */
export function SourceInventory({ source, sources }: { source: Connection; sources: Connection[] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const [params, setParams] = useSearchParams();
  const [chosen, setChosen] = useState<ReadonlyMap<string, VmChoice>>(new Map());
  // The same object while the address is: a deferred value that is new each time would never settle.
  const filter = useMemo(() => filterFrom(params), [params]);
  const pages = useInfiniteQuery(inventoryPages(source.id, useDeferredValue(filter)));
  const folders = useQuery(inventoryFolders(source.id));
  const vms = pages.data?.pages.flatMap(({ items }) => items) ?? [];
  const total = pages.data?.pages[0]?.total ?? null;
  const shownRef = params.get('vm');
  const keep = { source: source.id };
  const change = (next: InventoryFilter) => setParams({ ...keep, ...paramsOf(next) }, { replace: true });
  const show = (vm: string | null) =>
    setParams({ ...keep, ...paramsOf(filter), ...(vm === null ? {} : { vm }) }, { replace: vm === null });
  const counted = total !== null && (
    <>
      {isNarrowed(filter) && folders.data
        ? t('inventory.countOf', { shown: format.count(total), all: format.count(folders.data.count) })
        : t('inventory.count', { formatted: format.count(total) })}
      {folders.data && !isNarrowed(filter) && ` · ${format.bytes(folders.data.capacityBytes)}`}
    </>
  );
  return (
    <div className="space-y-3">
      <PageHead title={t('inventory.title')} count={counted}>
        <SourceBar
          source={source}
          sources={sources}
          seenAt={folders.data?.seenAt ?? null}
          onChoose={(id) => setParams({ source: id })}
        />
      </PageHead>
      <FilterFields filter={filter} onChange={change} folders={folders.data?.folders ?? []}>
        <SavedFilters
          current={paramsOf(filter)}
          onChoose={(saved) => setParams({ ...keep, ...saved }, { replace: true })}
        />
      </FilterFields>
      {pages.isError && <ErrorNotice error={pages.error} onRetry={() => void pages.refetch()} />}
      <div className="flex items-start gap-4">
        {folders.data && folders.data.folders.length > 0 && (
          <FolderTree
            folders={folders.data.folders}
            chosen={filter.folder}
            onChoose={(folder) => change({ ...filter, folder })}
          />
        )}
        <div className="min-w-0 flex-1 space-y-3">
          {pages.isPending && <RowsLoading rows={10} />}
          {pages.isSuccess && vms.length === 0 && (
            <NoVms
              connectionId={source.id}
              narrowed={isNarrowed(filter)}
              onClear={() => setParams(keep, { replace: true })}
            />
          )}
          {vms.length > 0 && (
            <VmTable
              vms={vms}
              total={total ?? vms.length}
              filter={filter}
              onChange={change}
              chosen={chosen}
              onChoose={setChosen}
              onShow={show}
              onEnd={() => {
                if (pages.hasNextPage && !pages.isFetching) void pages.fetchNextPage();
              }}
            >
              <ChooseFitting
                connectionId={source.id}
                filter={filter}
                total={total ?? vms.length}
                onChoose={(fitting) => setChosen(new Map(fitting.map((vm) => [vm.ref, vm])))}
              />
            </VmTable>
          )}
          <SelectionBar connectionId={source.id} chosen={chosen} onClear={() => setChosen(new Map())} />
        </div>
      </div>
      {shownRef !== null && (
        <VmPanel
          connectionId={source.id}
          vmRef={shownRef}
          known={vms.find(({ ref }) => ref === shownRef) ?? null}
          onClose={() => show(null)}
        />
      )}
    </div>
  );
}
