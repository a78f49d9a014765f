import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { api } from './api.ts';

export const connectionList = queryOptions({
  queryKey: ['connections'],
  queryFn: async ({ signal }) => (await api.listConnections({ signal })).items,
});

/** Of one project; null: of all that the user sees. They are fetched together: each page needs some name of them. */
export function connectionsIn(projectId: string | null) {
  return queryOptions({
    ...connectionList,
    select: (all) => (projectId === null ? all : all.filter((connection) => connection.projectId === projectId)),
  });
}

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
