import { queryOptions } from '@tanstack/react-query';
import { api } from './api.ts';

export const apiVersion = queryOptions({
  queryKey: ['version'],
  queryFn: ({ signal }) => api.version({ signal }),
  staleTime: Number.POSITIVE_INFINITY,
});
