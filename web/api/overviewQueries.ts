import { queryOptions } from '@tanstack/react-query';
import type { MigrationSummary } from '../../contract/migrationSummary.ts';
import type { Overview } from '../../contract/overview.ts';
import { api } from './api.ts';

export const overviewKeys = {
  all: ['overview'] as const,
  of: (projectId: string | null) => ['overview', projectId] as const,
};

/** @param projectId null: of all that the user sees */
export function overviewQuery(projectId: string | null) {
  return queryOptions({
    queryKey: overviewKeys.of(projectId),
    queryFn: ({ signal }) => api.getOverview({ query: { projectId: projectId ?? undefined }, signal }),
  });
}

/** What an ended migration changes beside the list is asked for anew; everything else is told by the event. */
export function patchOverview(known: Overview, summary: MigrationSummary): Overview {
  const before = known.open.find(({ id }) => id === summary.id);
  if (before !== undefined && before.revision >= summary.revision) return known;
  const open = known.open.filter(({ id }) => id !== summary.id);
  if (summary.endedAt === null) open.push(summary);
  const grown = (summary.endedAt === null ? 1 : 0) - (before === undefined ? 0 : 1);
  return { ...known, open: open.sort(byUrgency), openCount: Math.max(open.length, known.openCount + grown) };
}

const urgency = (summary: MigrationSummary) => (summary.status === 'parked' ? 0 : summary.status === 'holding' ? 1 : 2);

function byUrgency(a: MigrationSummary, b: MigrationSummary): number {
  return urgency(a) - urgency(b) || b.createdAt.localeCompare(a.createdAt);
}
