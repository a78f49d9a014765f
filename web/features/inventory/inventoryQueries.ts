import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import { everyPage } from '../../../client/everyPage.ts';
import type { VmChoice } from '../../../contract/readiness.ts';
import { api } from '../../api/api.ts';
import type { InventoryFilter } from './inventoryFilter.ts';

const pageSize = 200;

/** Keys begin as those that an inventory event makes old. */
export function inventoryPages(connectionId: string, filter: InventoryFilter) {
  const { sort, order } = filter;
  const query = { ...narrowing(filter), sort, order };
  return infiniteQueryOptions({
    queryKey: ['inventory', connectionId, 'pages', filter],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) =>
      api.listVms({ params: { id: connectionId }, query: { ...query, limit: pageSize, cursor: pageParam }, signal }),
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    placeholderData: keepPreviousData,
  });
}

export function inventoryFolders(connectionId: string) {
  return queryOptions({
    queryKey: ['inventory', connectionId, 'folders'],
    queryFn: ({ signal }) => api.listFolders({ params: { id: connectionId }, signal }),
  });
}

/** Every VM that fits, templates aside, whether it is loaded or not. */
export function fittingVms(connectionId: string, filter: InventoryFilter, signal?: AbortSignal): Promise<VmChoice[]> {
  return everyPage<VmChoice>((cursor) =>
    api.listVmChoices({ params: { id: connectionId }, query: { ...narrowing(filter), cursor }, signal }),
  );
}

/** A filter as the API takes it, without the order. */
function narrowing(filter: InventoryFilter) {
  const { search, folder, guest, readiness, power, firmware, tools, sort: _sort, order: _order, ...rest } = filter;
  return {
    ...rest,
    ...{ search: search || undefined, folder: folder || undefined, guest: guest || undefined },
    ...{ readiness: several(readiness), power: several(power), firmware: several(firmware), tools: several(tools) },
  };
}

function several<T>(value: T | undefined): T[] | undefined {
  return value === undefined ? undefined : [value];
}
