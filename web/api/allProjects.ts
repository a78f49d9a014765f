import { queryOptions } from '@tanstack/react-query';
import type { Project } from '../../contract/project.ts';
import { api } from './api.ts';

/** Every project that this login may see, by name: to choose from. */
export function allProjects() {
  return queryOptions({
    queryKey: ['projects', 'all'],
    queryFn: async ({ signal }) => {
      const all: Project[] = [];
      let cursor: string | undefined;
      do {
        const page = await api.listProjects({ query: { limit: 500, cursor }, signal });
        all.push(...page.items);
        cursor = page.nextCursor ?? undefined;
      } while (cursor !== undefined);
      return all;
    },
    staleTime: 0,
  });
}
