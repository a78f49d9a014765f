import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import type { SettingKey } from '../../contract/settings.ts';
import { api } from './api.ts';

export const settingKeysOfCache = { all: ['settings'] as const };

export const settingList = queryOptions({
  queryKey: [...settingKeysOfCache.all, 'list'],
  queryFn: ({ signal }) => api.listSettings({ signal }),
});

/** Newest first. @param key of one setting; null: of all */
export function settingHistory(key: SettingKey | null) {
  return infiniteQueryOptions({
    queryKey: [...settingKeysOfCache.all, 'history', key],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) =>
      api.listSettingChanges({ query: { limit: 30, cursor: pageParam, key: key ?? undefined }, signal }),
    getNextPageParam: (page) => page.nextCursor ?? undefined,
  });
}
