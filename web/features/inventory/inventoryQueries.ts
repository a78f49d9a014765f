import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import { api } from '../../api/api.ts';
import type { InventoryFilter } from './inventoryFilter.ts';

const pageSize = 200;

/** Keys begin as those that an inventory event makes old. */
export function inventoryPages(connectionId: string, filter: InventoryFilter) {
  const { search, folder, guest, readiness, power, firmware, tools, ...rest } = filter;
  const query = {
    ...rest,
    ...{ search: search || undefined, folder: folder || undefined, guest: guest || undefined },
    ...{ readiness: several(readiness), power: several(power), firmware: several(firmware), tools: several(tools) },
  };
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

function several<T>(value: T | undefined): T[] | undefined {
  return value === undefined ? undefined : [value];
}
