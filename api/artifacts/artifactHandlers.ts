import { z } from 'zod';
import type { ArtifactKind, ListedArtifact } from '../../contract/artifact.ts';
import type { artifactRoutes } from '../../contract/routes/artifacts.ts';
import { keepingOf } from '../../domain/artifactKeeping.ts';
import type { ArtifactInfo } from '../../ports/artifactStore.ts';
import {
  type ArtifactOwner,
  countArtifacts,
  findArtifactOwners,
  listAllArtifacts,
  migrationOfArtifact,
} from '../../prisma/queries/artifacts.ts';
import { readSettings } from '../../prisma/queries/settings.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { decodeCursor, pageOf } from '../http/cursor.ts';
import type { HandlersOf } from '../http/handlers.ts';

const position = z.object({ modifiedAt: z.iso.datetime(), key: z.string() });

export function artifactHandlers(dependencies: ApiDependencies): HandlersOf<typeof artifactRoutes> {
  const { prisma } = dependencies.database;
  return {
    async listAllArtifacts({ query: { limit, cursor, state, needed, projectId: _, ...rest }, projects }) {
      const filter = { ...rest, projects, needed: needed === undefined ? undefined : needed === 'true' };
      if (state === 'unfinished') return unfinished(dependencies, { ...filter, limit });
      const after = decodeCursor(cursor, position);
      const [rows, total, { artifactDays }] = await Promise.all([
        listAllArtifacts(prisma, { ...filter, after, limit: limit + 1 }),
        after === undefined ? countArtifacts(prisma, filter) : null,
        readSettings(prisma),
      ]);
      const { items, nextCursor } = pageOf(rows, limit, ({ modifiedAt, key }) => ({ modifiedAt, key }));
      const told = items.map(({ migration, ...info }) =>
        shown({ ...info, state: 'complete' }, migration, artifactDays),
      );
      return { items: told, nextCursor, total };
    },
  };
}

interface UnfinishedFilter {
  projects: string[] | null;
  kind?: ArtifactKind;
  needed?: boolean;
  search?: string;
  limit: number;
}

/** No row tells of them: their process may have died before it could write one. */
async function unfinished({ database, artifacts }: ApiDependencies, filter: UnfinishedFilter) {
  const uploads: ArtifactInfo[] = [];
  for await (const upload of artifacts.unfinished('migrations/')) uploads.push(upload);
  const ids = [...new Set(uploads.map(({ key }) => migrationOfArtifact(key)))];
  const [owners, { artifactDays }] = await Promise.all([
    findArtifactOwners(database.prisma, { ids, projects: filter.projects }),
    readSettings(database.prisma),
  ]);
  const search = filter.search?.toLowerCase() ?? '';
  const found = uploads
    // Whose it is may be unknown: that is told to those who may see everything.
    .filter(({ key }) => filter.projects === null || owners.has(migrationOfArtifact(key)))
    .map((info) => {
      const owner = owners.get(migrationOfArtifact(info.key)) ?? null;
      return shown({ ...info, sha256: null, state: 'unfinished' }, owner, artifactDays);
    })
    .filter(({ kind }) => filter.kind === undefined || kind === filter.kind)
    .filter(({ needed }) => filter.needed === undefined || needed === filter.needed)
    .filter(({ migration }) => (migration?.vm ?? '').toLowerCase().includes(search))
    .toSorted((a, b) => b.modifiedAt.localeCompare(a.modifiedAt));
  const total = { count: found.length, bytes: found.reduce((sum, { bytes }) => sum + bytes, 0) };
  return { items: found.slice(0, filter.limit), nextCursor: null, total };
}

type Told = Pick<ListedArtifact, 'key' | 'bytes' | 'modifiedAt' | 'sha256' | 'state'>;

function shown(told: Told, owner: ArtifactOwner | null, artifactDays: number): ListedArtifact {
  const kind = told.key.startsWith('certificates/') ? 'certificate' : 'image';
  const { key, bytes, modifiedAt, sha256, state } = told;
  const keeping = keepingOf({ kind, open: owner?.open ?? false, modifiedAt }, artifactDays);
  const migration = owner && { id: owner.id, projectId: owner.projectId, vm: owner.vm, status: owner.status };
  return { key, kind, state, bytes, sha256, modifiedAt, migration, ...keeping };
}
