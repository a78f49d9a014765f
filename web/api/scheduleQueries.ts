import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { everyPage } from '../../client/everyPage.ts';
import type { Schedule, ScheduleTiming } from '../../contract/schedule.ts';
import { api } from './api.ts';

export const scheduleKeys = {
  all: ['schedules'] as const,
  lists: ['schedules', 'list'] as const,
  runs: (id: string) => ['schedules', 'runs', id] as const,
};

/** @param projectId null: of all that the user sees */
export function scheduleList(projectId: string | null) {
  return queryOptions({
    queryKey: [...scheduleKeys.lists, projectId],
    queryFn: ({ signal }) =>
      everyPage<Schedule>((cursor) =>
        api.listSchedules({ query: { limit: 100, cursor, projectId: projectId ?? undefined }, signal }),
      ),
  });
}

/** The last ones. */
export function scheduleRuns(id: string) {
  return queryOptions({
    queryKey: scheduleKeys.runs(id),
    queryFn: async ({ signal }) => (await api.listScheduleRuns({ params: { id }, query: { limit: 20 }, signal })).items,
  });
}

export function scheduleRun(id: string, run: string) {
  return queryOptions({
    queryKey: [...scheduleKeys.runs(id), run],
    queryFn: ({ signal }) => api.getScheduleRun({ params: { id, run }, signal }),
  });
}

/** The next times of a calendar that is still being written. */
export function schedulePreview(timing: ScheduleTiming) {
  return queryOptions({
    queryKey: ['schedulePreview', timing],
    queryFn: async ({ signal }) => (await api.previewSchedule({ body: timing, signal })).next,
    placeholderData: keepPreviousData,
  });
}
