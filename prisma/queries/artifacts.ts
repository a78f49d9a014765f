import type { ArtifactKind } from '../../contract/artifact.ts';
import type { MigrationStatus } from '../../contract/migration.ts';
import type { ArtifactInfo } from '../../ports/artifactStore.ts';
import type { Queries } from '../database.ts';
import type { Prisma } from '../generated/client.ts';
import { endedStatuses } from '../migrationStatus.ts';
import { containing } from './anyCase.ts';
import { inProjects, type Projects } from './inProjects.ts';

/** What the artifact store holds for a migration, by key. */
export async function listArtifacts(queries: Queries, migrationId: string): Promise<ArtifactInfo[]> {
  const rows = await queries.artifact.findMany({ where: { migrationId }, orderBy: { key: 'asc' } });
  return rows.map(({ key, bytes, modifiedAt }) => ({
    key,
    bytes: Number(bytes),
    modifiedAt: modifiedAt.toISOString(),
  }));
}

export interface ArtifactFilter {
  projects: Projects;
  kind?: ArtifactKind;
  /** An open migration works with it, or it is a certificate. */
  needed?: boolean;
  /** Part of the VM's name, in any case. */
  search?: string;
}

export interface OwnedArtifact extends ArtifactInfo {
  sha256: string | null;
  migration: ArtifactOwner;
}

export interface ArtifactOwner {
  id: string;
  projectId: string;
  vm: string;
  status: MigrationStatus;
  open: boolean;
}

/** Of all migrations, newest first. */
export async function listAllArtifacts(
  queries: Queries,
  query: ArtifactFilter & { after?: { modifiedAt: string; key: string }; limit: number },
): Promise<OwnedArtifact[]> {
  const rows = await queries.artifact.findMany({
    where: { AND: [conditions(query), olderThan(query.after)] },
    orderBy: [{ modifiedAt: 'desc' }, { key: 'desc' }],
    take: query.limit,
    include: { migration: { select: { id: true, projectId: true, vmName: true, status: true } } },
  });
  return rows.map(({ key, bytes, modifiedAt, sha256, migration }) => ({
    ...{ key, bytes: Number(bytes), modifiedAt: modifiedAt.toISOString(), sha256 },
    migration: ownerOf(migration),
  }));
}

export async function countArtifacts(
  queries: Queries,
  filter: ArtifactFilter,
): Promise<{ count: number; bytes: number }> {
  const { _count, _sum } = await queries.artifact.aggregate({
    where: conditions(filter),
    _count: true,
    _sum: { bytes: true },
  });
  return { count: _count, bytes: Number(_sum.bytes ?? 0) };
}

/** Migrations by id; who is unknown, or of another project, is left out. */
export async function findArtifactOwners(
  queries: Queries,
  { ids, projects }: { ids: string[]; projects: Projects },
): Promise<Map<string, ArtifactOwner>> {
  const rows = await queries.migration.findMany({
    where: { id: { in: ids }, ...inProjects(projects) },
    select: { id: true, projectId: true, vmName: true, status: true },
  });
  return new Map(rows.map((row) => [row.id, ownerOf(row)]));
}

/** Keeps that an artifact was written, where its key names a migration that is known. */
export async function keepArtifact(queries: Queries, info: ArtifactInfo & { sha256: string | null }): Promise<void> {
  await queries.$executeRaw`
    insert into artifact (key, migration_id, bytes, modified_at, sha256)
    select ${info.key}, id, ${info.bytes}::bigint, ${info.modifiedAt}::timestamptz, ${info.sha256}
    from migration where id = ${migrationOfArtifact(info.key)}
    on conflict (key) do update
    set bytes = excluded.bytes, modified_at = excluded.modified_at, sha256 = excluded.sha256`;
}

export async function keepHash(queries: Queries, key: string, sha256: string): Promise<void> {
  await queries.artifact.updateMany({ where: { key }, data: { sha256 } });
}

export async function forgetArtifact(queries: Queries, key: string): Promise<void> {
  await queries.artifact.deleteMany({ where: { key } });
}

/** `migrations/<id>/...` and `certificates/<id>.json`. */
export function migrationOfArtifact(key: string): string {
  return /^(?:migrations\/([^/]+)\/|certificates\/(.+)\.json$)/.exec(key)?.slice(1).join('') ?? '';
}

const certificates: Prisma.ArtifactWhereInput = { key: { startsWith: 'certificates/' } };

function conditions({ projects, kind, needed, search }: ArtifactFilter): Prisma.ArtifactWhereInput {
  const found: Prisma.ArtifactWhereInput[] = projects === null ? [] : [{ migration: inProjects(projects) }];
  if (kind !== undefined) found.push(kind === 'certificate' ? certificates : { NOT: certificates });
  const wanted: Prisma.ArtifactWhereInput = {
    OR: [certificates, { migration: { status: { notIn: endedStatuses } } }],
  };
  if (needed !== undefined) found.push(needed ? wanted : { NOT: wanted });
  if (search) found.push({ migration: { vmName: containing(search) } });
  return { AND: found };
}

function olderThan(position: { modifiedAt: string; key: string } | undefined): Prisma.ArtifactWhereInput {
  if (position === undefined) return {};
  const modifiedAt = new Date(position.modifiedAt);
  // The first condition is in the second one, but only the first tells the index where to begin.
  return {
    modifiedAt: { lte: modifiedAt },
    OR: [{ modifiedAt: { lt: modifiedAt } }, { modifiedAt, key: { lt: position.key } }],
  };
}

type OwnerRow = { id: string; projectId: string; vmName: string; status: string };

function ownerOf({ id, projectId, vmName, status }: OwnerRow): ArtifactOwner {
  // Written from Migration only.
  const known = status as MigrationStatus;
  return { id, projectId, vm: vmName, status: known, open: !endedStatuses.includes(known) };
}
