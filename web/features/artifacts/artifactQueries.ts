import { infiniteQueryOptions } from '@tanstack/react-query';
import { api } from '../../api/api.ts';

export const artifactViews = ['all', 'image', 'certificate', 'unneeded', 'unfinished'] as const;
export type ArtifactView = (typeof artifactViews)[number];

/** What each view asks the API for. */
const narrowed = {
  all: {},
  image: { kind: 'image' },
  certificate: { kind: 'certificate' },
  unneeded: { needed: 'false' },
  unfinished: { state: 'unfinished' },
} as const;

export function artifactPages(view: ArtifactView, search: string, projectId: string | null) {
  return infiniteQueryOptions({
    queryKey: ['artifacts', view, search, projectId],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) =>
      api.listAllArtifacts({
        query: {
          ...narrowed[view],
          ...{ limit: 100, cursor: pageParam, search: search || undefined, projectId: projectId ?? undefined },
        },
        signal,
      }),
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    // Nobody tells of what is written: who comes back to the page sees what is there now.
    staleTime: 0,
  });
}
