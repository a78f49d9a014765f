import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { api } from './api.ts';

export const accessKeys = {
  all: ['access'],
  accounts: ['access', 'accounts'],
  sessions: ['access', 'sessions'],
  tokens: ['access', 'tokens'],
  groups: ['access', 'groups'],
} as const;

export function accountPages(search: string) {
  return infiniteQueryOptions({
    queryKey: [...accessKeys.accounts, search],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) =>
      api.listUsers({ query: { limit: 100, cursor: pageParam, search: search || undefined }, signal }),
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    staleTime: 0,
  });
}

/** @param of another user; null: the own one */
export function sessionsOf(of: string | null) {
  return queryOptions({
    queryKey: [...accessKeys.sessions, of],
    queryFn: ({ signal }) =>
      of === null ? api.listSessions({ signal }) : api.listUserSessions({ params: { id: of }, signal }),
    select: ({ items }) => items,
    staleTime: 0,
  });
}

/** @param of another user; null: the own one */
export function tokensOf(of: string | null) {
  return queryOptions({
    queryKey: [...accessKeys.tokens, of],
    queryFn: ({ signal }) =>
      of === null ? api.listTokens({ signal }) : api.listUserTokens({ params: { id: of }, signal }),
    select: ({ items }) => items,
    staleTime: 0,
  });
}

export function groupRoles() {
  return queryOptions({
    queryKey: accessKeys.groups,
    queryFn: ({ signal }) => api.listGroupRoles({ signal }),
    select: ({ items }) => items,
    staleTime: 0,
  });
}
