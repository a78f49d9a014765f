import type { DiskProgress, Migration, MigrationStatus } from '../../contract/migration.ts';
import type { MigrationSummary } from '../../contract/migrationSummary.ts';
import type { Queries } from '../database.ts';
import type { Prisma } from '../generated/client.ts';
import { endedStatuses } from '../migrationStatus.ts';
import { recordMigration } from '../recordMigration.ts';
import { containing } from './anyCase.ts';
import { inProjects, type Projects } from './inProjects.ts';
import { presentProgress } from './progress.ts';

export interface MigrationFilter {
  projects: Projects;
  status?: MigrationStatus[];
  /** Not ended. */
  open?: boolean;
  connectionId?: string;
  planId?: string;
  vm?: string;
  /** Part of the VM's name, in any case. */
  search?: string;
}

export interface MigrationPosition {
  createdAt: string;
  id: string;
}

/** Newest first, as their workflows told them, without what grows with disks, rounds and stages. */
export async function listMigrations(
  queries: Queries,
  query: MigrationFilter & { after?: MigrationPosition; limit: number },
): Promise<MigrationSummary[]> {
  const found = await queries.migration.findMany({
    where: { AND: [...conditions(query), olderThan(query.after)] },
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    take: query.limit,
    select: { id: true },
  });
  const ids = found.map(({ id }) => id);
  // A page of whole migrations would be megabytes, all to be sent and parsed.
  const rows = await queries.$queryRaw<{ summary: MigrationSummary }[]>`
    select detail - array['plan', 'stages', 'disks', 'findings', 'commands', 'leftovers']
      || jsonb_build_object('projectId', project_id) as summary
    from migration where id = any(${ids}) order by created_at desc, id desc`;
  return rows.map(({ summary }) => summary);
}

export async function findMigration(queries: Queries, id: string): Promise<Migration | null> {
  const row = await queries.migration.findUnique({ where: { id }, select: { detail: true, projectId: true } });
  return row && { ...told(row.detail), projectId: row.projectId };
}

export function findOpenMigrationOf(
  queries: Queries,
  vm: { connectionId: string; ref: string },
): Promise<{ id: string; vmName: string } | null> {
  return queries.migration.findFirst({
    where: { sourceConnectionId: vm.connectionId, vmRef: vm.ref, status: { notIn: endedStatuses } },
    select: { id: true, vmName: true },
  });
}

export async function findMigrationByKey(
  queries: Queries,
  key: { actor: string; idempotencyKey: string },
): Promise<{ migration: Migration; requestHash: string | null } | null> {
  const row = await queries.migration.findUnique({
    where: {
      requestedBy_idempotencyKey: { requestedBy: key.actor, idempotencyKey: key.idempotencyKey },
    },
    select: { detail: true, requestHash: true },
  });
  return row && { migration: told(row.detail), requestHash: row.requestHash };
}

/** Makes the row of a requested migration. Its unique indexes refuse a second open one of the VM, and a second of the key. */
export async function createMigration(
  queries: Queries,
  migration: Migration,
  request: { idempotencyKey: string | null; requestHash: string | null },
): Promise<void> {
  await recordMigration(queries, migration);
  await queries.migration.update({ where: { id: migration.id }, data: request });
}

export interface QuietPosition {
  /** ISO 8601 */
  updatedAt: string;
  id: string;
}

/** Open, but nothing told since: the start or the end of the run may have been lost. Longest silence first. */
export async function listQuietMigrations(
  queries: Queries,
  { since, begun, after, limit }: { since: Date; begun: boolean; after?: QuietPosition; limit: number },
): Promise<{ migration: Migration; position: QuietPosition }[]> {
  const behind: Prisma.MigrationWhereInput =
    after === undefined
      ? {}
      : { OR: [{ updatedAt: { gt: after.updatedAt } }, { updatedAt: after.updatedAt, id: { gt: after.id } }] };
  const rows = await queries.migration.findMany({
    where: {
      status: { notIn: endedStatuses },
      updatedAt: { lt: since },
      revision: begun ? { gt: 0 } : 0,
      AND: behind,
    },
    orderBy: [{ updatedAt: 'asc' }, { id: 'asc' }],
    take: limit,
    select: { id: true, updatedAt: true, detail: true },
  });
  return rows.map(({ id, updatedAt, detail }) => ({
    migration: told(detail),
    position: { updatedAt: updatedAt.toISOString(), id },
  }));
}

export async function listProgress(queries: Queries, migrationId: string): Promise<DiskProgress[]> {
  const rows = await queries.diskProgress.findMany({ where: { migrationId }, orderBy: { diskId: 'asc' } });
  return rows.map(presentProgress);
}

function conditions(filter: MigrationFilter): Prisma.MigrationWhereInput[] {
  const found: Prisma.MigrationWhereInput[] = [inProjects(filter.projects)];
  if (filter.status) found.push({ status: { in: filter.status } });
  if (filter.open !== undefined) found.push({ status: filter.open ? { notIn: endedStatuses } : { in: endedStatuses } });
  if (filter.planId) found.push({ planId: filter.planId });
  if (filter.vm) found.push({ vmRef: filter.vm });
  if (filter.search) found.push({ vmName: containing(filter.search) });
  const id = filter.connectionId;
  if (id) found.push({ OR: [{ sourceConnectionId: id }, { targetConnectionId: id }] });
  return found;
}

function olderThan(position: MigrationPosition | undefined): Prisma.MigrationWhereInput {
  if (position === undefined) return {};
  const createdAt = new Date(position.createdAt);
  // The first condition is in the second one, but only the first tells the index where to begin.
  return {
    createdAt: { lte: createdAt },
    OR: [{ createdAt: { lt: createdAt } }, { createdAt, id: { lt: position.id } }],
  };
}

/** The column is written by recordMigration alone, out of a Migration. */
function told(detail: Prisma.JsonValue): Migration {
  return detail as unknown as Migration;
}
