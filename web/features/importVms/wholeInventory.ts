import { queryOptions } from '@tanstack/react-query';
import { everyPage } from '../../../client/everyPage.ts';
import { api } from '../../api/api.ts';
import { type KnownVm, vmFields } from './checkRows.ts';

/** Every VM of a source: names of a file are looked up in it, also to see which are there twice. */
export function wholeInventory(connectionId: string) {
  return queryOptions({
    queryKey: ['inventory', connectionId, 'whole'],
    queryFn: ({ signal }) =>
      everyPage<KnownVm>((cursor) =>
        api.listVms({ params: { id: connectionId }, query: { limit: 500, cursor }, fields: vmFields, signal }),
      ),
    // As large as it is, it is kept for as long as the import is open.
    gcTime: 0,
  });
}
