import type { ArtifactInfo } from '../../ports/artifactStore.ts';
import type { Queries } from '../database.ts';

/** What the artifact store holds for a migration, by key. */
export async function listArtifacts(queries: Queries, migrationId: string): Promise<ArtifactInfo[]> {
  const rows = await queries.artifact.findMany({ where: { migrationId }, orderBy: { key: 'asc' } });
  return rows.map(({ key, bytes, modifiedAt }) => ({
    key,
    bytes: Number(bytes),
    modifiedAt: modifiedAt.toISOString(),
  }));
}

/** Keeps that an artifact was written, where its key names a migration that is known. */
export async function keepArtifact(queries: Queries, info: ArtifactInfo): Promise<void> {
  await queries.$executeRaw`
    insert into artifact (key, migration_id, bytes, modified_at)
    select ${info.key}, id, ${info.bytes}::bigint, ${info.modifiedAt}::timestamptz
    from migration where id = ${migrationOf(info.key)}
    on conflict (key) do update set bytes = excluded.bytes, modified_at = excluded.modified_at`;
}

export async function forgetArtifact(queries: Queries, key: string): Promise<void> {
  await queries.artifact.deleteMany({ where: { key } });
}

/** `migrations/<id>/...` and `certificates/<id>.json`. */
function migrationOf(key: string): string {
  return /^(?:migrations\/([^/]+)\/|certificates\/(.+)\.json$)/.exec(key)?.slice(1).join('') ?? '';
}
