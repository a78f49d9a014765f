import { infiniteQueryOptions } from '@tanstack/react-query';
import { api } from '../../api/api.ts';
import type { AuditFilter } from './auditFilter.ts';

/** Newest first. Nobody tells the console of new events: who comes back to the page sees what is there now. */
export function auditPages(filter: AuditFilter) {
  return infiniteQueryOptions({
    queryKey: ['audit', filter],
    queryFn: ({ pageParam, signal }) =>
      api.listAuditEvents({ query: { ...filter, limit: 50, cursor: pageParam }, signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
    staleTime: 0,
  });
}
