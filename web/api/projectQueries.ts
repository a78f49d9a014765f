import { queryOptions } from '@tanstack/react-query';
import { everyPage } from '../../client/everyPage.ts';
import type { ListedProject } from '../../contract/project.ts';
import { api } from './api.ts';

export const projectKeys = {
  all: ['projects'] as const,
  list: ['projects', 'list'] as const,
  members: (id: string) => ['projects', 'members', id] as const,
};

/** Those that the user sees, by name. */
export const projectList = queryOptions({
  queryKey: projectKeys.list,
  queryFn: ({ signal }) =>
    everyPage<ListedProject>((cursor) => api.listProjects({ query: { limit: 500, cursor }, signal })),
});

export function membersOf(id: string) {
  return queryOptions({
    queryKey: projectKeys.members(id),
    queryFn: async ({ signal }) => (await api.listMembers({ params: { id }, signal })).items,
    // Nobody tells of members.
    staleTime: 0,
  });
}
