import type { InfiniteData, QueryClient } from '@tanstack/react-query';
import type { PlanVmState } from '../../contract/bulkPlan.ts';
import type { ServerEvent } from '../../contract/events.ts';
import type { Migration } from '../../contract/migration.ts';
import type { MigrationSummary } from '../../contract/migrationSummary.ts';
import type { Overview } from '../../contract/overview.ts';
import { approvalKeys } from './approvalQueries.ts';
import { type MigrationsOf, migrationKeys } from './migrationQueries.ts';
import { overviewKeys, patchOverview } from './overviewQueries.ts';
import { patchPlanVms, planKeys } from './planQueries.ts';
import { scheduleKeys } from './scheduleQueries.ts';

interface ListPage {
  items: MigrationSummary[];
  nextCursor: string | null;
}
export type ListData = InfiniteData<ListPage, string | undefined>;

/** Brings an event into the query cache, so that pages change without asking again. */
export function applyEvent(client: QueryClient, event: ServerEvent): void {
  switch (event.type) {
    case 'migration':
      applyMigration(client, event.migration);
      return;
    case 'progress':
      client.setQueryData(migrationKeys.progress(event.migrationId), event.disks);
      // Too much for every console at every second: only a page that shows them asks.
      void client.invalidateQueries({ queryKey: migrationKeys.blocks(event.migrationId) }, { cancelRefetch: false });
      return;
    case 'refetch':
      void client.invalidateQueries();
      return;
    case 'inventory':
      void client.invalidateQueries({ queryKey: ['inventory', event.connectionId] });
      void client.invalidateQueries({ queryKey: overviewKeys.all });
      return;
    case 'schedule':
      void client.invalidateQueries({ queryKey: scheduleKeys.all });
      return;
    case 'approval':
      void client.invalidateQueries({ queryKey: approvalKeys.all });
      return;
    case 'ready':
      return;
  }
}

function applyMigration(client: QueryClient, summary: MigrationSummary): void {
  for (const [key, data] of client.getQueriesData<ListData>({ queryKey: migrationKeys.lists })) {
    const filter = key[2] as MigrationsOf;
    if (data !== undefined) client.setQueryData(key, patchList(data, summary, filter));
  }
  client.setQueriesData<PlanVmState[]>({ queryKey: planKeys.vms }, (vms) => vms && patchPlanVms(vms, summary));
  // Which plan it is of, a summary does not tell; only a list that is on the screen asks anew.
  void client.invalidateQueries({ queryKey: planKeys.lists }, { cancelRefetch: false });
  for (const [key, overview] of client.getQueriesData<Overview>({ queryKey: overviewKeys.all })) {
    const ofIt = isOf(summary, key[1] as string | null);
    if (overview !== undefined && ofIt) client.setQueryData(key, patchOverview(overview, summary));
  }
  // Counts and hours change only then.
  if (summary.endedAt !== null) void client.invalidateQueries({ queryKey: overviewKeys.all });
  const known = client.getQueryData<Migration>(migrationKeys.one(summary.id));
  if (known === undefined || known.revision >= summary.revision) return;
  // The summary lacks disks and stages: show what it tells now, and ask for the rest.
  client.setQueryData<Migration>(migrationKeys.one(summary.id), { ...known, ...summary, revision: known.revision });
  void client.invalidateQueries({ queryKey: migrationKeys.one(summary.id) });
  void client.invalidateQueries({ queryKey: migrationKeys.timeline(summary.id) });
  void client.invalidateQueries({ queryKey: migrationKeys.pictures(summary.id) });
}

/** Replaces, adds or drops one migration in a list, by the list's own filter. An older revision changes nothing. */
export function patchList(data: ListData, summary: MigrationSummary, filter: MigrationsOf): ListData {
  const known = data.pages.flatMap(({ items }) => items).find(({ id }) => id === summary.id);
  if (known !== undefined && known.revision >= summary.revision) return data;
  const fits = matches(summary, filter);
  if (known === undefined && !fits) return data;
  const pages = data.pages.map((page, index) => {
    if (known === undefined) return index === 0 ? { ...page, items: [summary, ...page.items] } : page;
    if (!page.items.includes(known)) return page;
    const items = page.items.flatMap((item) => (item !== known ? [item] : fits ? [summary] : []));
    return { ...page, items };
  });
  return { ...data, pages };
}

function isOf(summary: MigrationSummary, projectId: string | null): boolean {
  return projectId === null || summary.projectId === projectId;
}

function matches(summary: MigrationSummary, { status, search, projectId }: MigrationsOf): boolean {
  if (!isOf(summary, projectId)) return false;
  if (status === 'open' && summary.endedAt !== null) return false;
  if (status !== null && status !== 'open' && summary.status !== status) return false;
  return summary.vm.name.toLowerCase().includes(search.trim().toLowerCase());
}
