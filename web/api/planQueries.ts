import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { everyPage } from '../../client/everyPage.ts';
import type { PlanVmState } from '../../contract/bulkPlan.ts';
import type { MigrationSummary } from '../../contract/migrationSummary.ts';
import type { Preset } from '../../contract/preset.ts';
import { api } from './api.ts';

/** The largest that the API gives. */
const pageSize = 500;

export const planKeys = {
  all: ['plans'] as const,
  lists: ['plans', 'list'] as const,
  one: (id: string) => ['plans', 'one', id] as const,
  vms: ['plans', 'vms'] as const,
  presets: ['presets'] as const,
};

export function planList(search: string, projectId: string | null) {
  return infiniteQueryOptions({
    queryKey: [...planKeys.lists, search, projectId],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) =>
      api.listPlans({
        query: { limit: 100, cursor: pageParam, search: search || undefined, projectId: projectId ?? undefined },
        signal,
      }),
    getNextPageParam: (page) => page.nextCursor ?? undefined,
  });
}

export function planById(id: string) {
  return queryOptions({
    queryKey: planKeys.one(id),
    queryFn: ({ signal }) => api.getPlan({ params: { id }, signal }),
  });
}

/** All of them: a plan has 10,000 at most. */
export function planVms(id: string) {
  return queryOptions({
    queryKey: [...planKeys.vms, id],
    queryFn: ({ signal }) =>
      everyPage<PlanVmState>((cursor) =>
        api.listPlanVms({ params: { id }, query: { limit: pageSize, cursor }, signal }),
      ),
  });
}

/** @param projectId null: of all that the user sees */
export function presetList(projectId: string | null) {
  return queryOptions({
    queryKey: [...planKeys.presets, projectId],
    queryFn: ({ signal }) =>
      everyPage<Preset>((cursor) =>
        api.listPresets({ query: { limit: pageSize, cursor, projectId: projectId ?? undefined }, signal }),
      ),
  });
}

/** The VMs of a plan with what an event tells of one of their migrations; the same list when it concerns none. */
export function patchPlanVms(vms: PlanVmState[], { id, status, stage }: MigrationSummary): PlanVmState[] {
  if (!vms.some(({ migration }) => migration?.id === id)) return vms;
  return vms.map((vm) => (vm.migration?.id === id ? { ...vm, migration: { id, status, stage } } : vm));
}
