import { queryOptions } from '@tanstack/react-query';
import { api } from '../../api/api.ts';

export const keyStatus = queryOptions({
  queryKey: ['keys'],
  queryFn: ({ signal }) => api.getKeys({ signal }),
  staleTime: 0,
});
