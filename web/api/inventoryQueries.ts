import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { api } from './api.ts';

export const connectionList = queryOptions({
  queryKey: ['connections'],
  queryFn: async ({ signal }) => (await api.listConnections({ signal })).items,
});

/** As many as a person looks through; the search narrows the rest. */
const shownVms = 50;

export function vmList(connectionId: string, search: string) {
  return queryOptions({
    queryKey: ['inventory', connectionId, 'vms', search],
    queryFn: ({ signal }) =>
      api.listVms({ params: { id: connectionId }, query: { limit: shownVms, search: search || undefined }, signal }),
    placeholderData: keepPreviousData,
  });
}

export function vmByRef(connectionId: string, ref: string) {
  return queryOptions({
    queryKey: ['inventory', connectionId, 'vm', ref],
    queryFn: ({ signal }) => api.getVm({ params: { id: connectionId, ref }, signal }),
  });
}

export function targetFacts(connectionId: string) {
  return queryOptions({
    queryKey: ['facts', connectionId],
    queryFn: ({ signal }) => api.getTargetFacts({ params: { id: connectionId }, signal }),
  });
}

export function sourcePlaces(connectionId: string) {
  return queryOptions({
    queryKey: ['inventory', connectionId, 'places'],
    queryFn: ({ signal }) => api.getSourcePlaces({ params: { id: connectionId }, signal }),
  });
}
