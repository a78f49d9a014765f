import { queryOptions } from '@tanstack/react-query';
import type { InventoryVm } from '../../../contract/readiness.ts';
import { api } from '../../api/api.ts';

/** Every VM of a source: names of a file are looked up in it, also to see which are there twice. */
export function wholeInventory(connectionId: string) {
  return queryOptions({
    queryKey: ['inventory', connectionId, 'whole'],
    queryFn: async ({ signal }) => {
      const vms: InventoryVm[] = [];
      let cursor: string | undefined;
      do {
        const page = await api.listVms({ params: { id: connectionId }, query: { limit: 500, cursor }, signal });
        vms.push(...page.items);
        cursor = page.nextCursor ?? undefined;
      } while (cursor !== undefined);
      return vms;
    },
    // As large as it is, it is kept for as long as the import is open.
    gcTime: 0,
  });
}
