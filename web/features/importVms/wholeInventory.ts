import { queryOptions } from '@tanstack/react-query';
import { everyPage } from '../../../client/everyPage.ts';
import type { InventoryVm } from '../../../contract/readiness.ts';
import { api } from '../../api/api.ts';

/** Every VM of a source: names of a file are looked up in it, also to see which are there twice. */
export function wholeInventory(connectionId: string) {
  return queryOptions({
    queryKey: ['inventory', connectionId, 'whole'],
    queryFn: ({ signal }) =>
      everyPage<InventoryVm>((cursor) =>
        api.listVms({ params: { id: connectionId }, query: { limit: 500, cursor }, signal }),
      ),
    // As large as it is, it is kept for as long as the import is open.
    gcTime: 0,
  });
}
