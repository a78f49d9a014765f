import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import type { MigrationStatus } from '../../contract/migration.ts';
import { api } from './api.ts';

export interface MigrationFilter {
  /** Null: every status. */
  status: MigrationStatus | 'open' | null;
  search: string;
}

/** What a list holds: the filter of the page, in the project that is chosen. */
export interface MigrationsOf extends MigrationFilter {
  /** Null: of all that the user sees. */
  projectId: string | null;
}

const pageSize = 100;

export const migrationKeys = {
  all: ['migrations'] as const,
  lists: ['migrations', 'list'] as const,
  list: (filter: MigrationsOf) => ['migrations', 'list', filter] as const,
  one: (id: string) => ['migrations', 'one', id] as const,
  progress: (id: string) => ['migrations', 'progress', id] as const,
  blocks: (id: string) => ['migrations', 'blocks', id] as const,
  pictures: (id: string) => ['migrations', 'pictures', id] as const,
  timeline: (id: string) => ['migrations', 'timeline', id] as const,
  certificate: (id: string) => ['migrations', 'certificate', id] as const,
};

export function migrationList(filter: MigrationsOf) {
  const { status, search, projectId } = filter;
  return infiniteQueryOptions({
    queryKey: migrationKeys.list(filter),
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) =>
      api.listMigrations({
        query: {
          limit: pageSize,
          cursor: pageParam,
          projectId: projectId ?? undefined,
          search: search === '' ? undefined : search,
          ...(status === 'open' ? { open: 'true' } : status === null ? {} : { status: [status] }),
        },
        signal,
      }),
    getNextPageParam: (page) => page.nextCursor ?? undefined,
  });
}

export function migrationById(id: string) {
  return queryOptions({
    queryKey: migrationKeys.one(id),
    queryFn: ({ signal }) => api.getMigration({ params: { id }, signal }),
  });
}

export function migrationProgress(id: string) {
  return queryOptions({
    queryKey: migrationKeys.progress(id),
    queryFn: async ({ signal }) => (await api.getProgress({ params: { id }, signal })).items,
  });
}

export function migrationBlocks(id: string) {
  return queryOptions({
    queryKey: migrationKeys.blocks(id),
    queryFn: async ({ signal }) => (await api.getBlocks({ params: { id }, signal })).items,
  });
}

export function migrationPictures(id: string) {
  return queryOptions({
    queryKey: migrationKeys.pictures(id),
    queryFn: async ({ signal }) => (await api.listPictures({ params: { id }, signal })).items,
  });
}

export function migrationTimeline(id: string) {
  return queryOptions({
    queryKey: migrationKeys.timeline(id),
    queryFn: async ({ signal }) => (await api.getTimeline({ params: { id }, signal })).items,
  });
}

export function migrationCertificate(id: string) {
  return queryOptions({
    queryKey: migrationKeys.certificate(id),
    queryFn: ({ signal }) => api.getCertificate({ params: { id }, signal }),
    staleTime: Number.POSITIVE_INFINITY,
  });
}
