import type { MigrationStatus, StageName } from '../../contract/migration.ts';
import type { Queries } from '../database.ts';
import { endedStatuses } from '../migrationStatus.ts';

export interface PlanMigration {
  planId: string;
  vmRef: string;
  id: string;
  status: MigrationStatus;
  stage: StageName;
}

/** Of each VM the newest migration that its plan started. @param refs of VMs; absent: all */
export function newestMigrations(queries: Queries, planIds: string[], refs?: string[]): Promise<PlanMigration[]> {
  return queries.$queryRaw`
    select distinct on (plan_id, vm_ref) plan_id as "planId", vm_ref as "vmRef", id, status, stage
    from migration
    where plan_id = any(${planIds}) and (${refs ?? null}::text[] is null or vm_ref = any(${refs ?? null}::text[]))
    order by plan_id, vm_ref, created_at desc, id desc`;
}

/** How many of these VMs are in which state, by plan. */
export async function countMigrations(
  queries: Queries,
  planIds: string[],
): Promise<Map<string, Partial<Record<MigrationStatus, number>>>> {
  const counts = new Map<string, Partial<Record<MigrationStatus, number>>>();
  for (const { planId, status } of await newestMigrations(queries, planIds)) {
    const known = counts.get(planId) ?? {};
    known[status] = (known[status] ?? 0) + 1;
    counts.set(planId, known);
  }
  return counts;
}

/** Open migrations of these VMs, of whichever plan: id by reference. */
export async function openMigrationsOf(
  queries: Queries,
  { connectionId, refs }: { connectionId: string; refs: string[] },
): Promise<Map<string, string>> {
  const rows = await queries.migration.findMany({
    where: { sourceConnectionId: connectionId, vmRef: { in: refs }, status: { notIn: endedStatuses } },
    select: { id: true, vmRef: true },
  });
  return new Map(rows.map(({ id, vmRef }) => [vmRef, id]));
}

/** Ids of migrations that were requested with these keys. */
export async function migrationsByKeys(queries: Queries, requestedBy: string, keys: string[]): Promise<Set<string>> {
  const rows = await queries.migration.findMany({
    where: { requestedBy, idempotencyKey: { in: keys } },
    select: { id: true },
  });
  return new Set(rows.map(({ id }) => id));
}

export function findOpenMigrationOfPlan(
  queries: Queries,
  planId: string,
): Promise<{ id: string; vmName: string } | null> {
  return queries.migration.findFirst({
    where: { planId, status: { notIn: endedStatuses } },
    select: { id: true, vmName: true },
  });
}
