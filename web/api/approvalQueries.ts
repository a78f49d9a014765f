import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { api } from './api.ts';

export type ApprovalView = 'waiting' | 'all';

export const approvalKeys = { all: ['approvals'] as const };

export function approvalPages(view: ApprovalView, projectId: string | null) {
  return infiniteQueryOptions({
    queryKey: [...approvalKeys.all, 'list', view, projectId],
    queryFn: ({ pageParam, signal }) => {
      const status = view === 'waiting' ? ['pending' as const] : undefined;
      const query = { limit: 50, cursor: pageParam, status, projectId: projectId ?? undefined };
      return api.listApprovals({ query, signal });
    },
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
  });
}

/** Those that wait for one migration. */
export function approvalsOf(migrationId: string) {
  return queryOptions({
    queryKey: [...approvalKeys.all, 'migration', migrationId],
    queryFn: async ({ signal }) =>
      (await api.listApprovals({ query: { migrationId, status: ['pending'] }, signal })).items,
  });
}
