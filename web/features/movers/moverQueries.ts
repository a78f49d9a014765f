import { queryOptions } from '@tanstack/react-query';
import { api } from '../../api/api.ts';

/** Temporal tells of pollers only when it is asked. */
export function moversOf(connectionId: string) {
  return queryOptions({
    queryKey: ['movers', connectionId],
    queryFn: ({ signal }) => api.getMovers({ params: { id: connectionId }, signal }),
    select: ({ items }) => items,
    staleTime: 0,
  });
}
