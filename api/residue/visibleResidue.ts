import type { ResidueReport } from '../../contract/residue.ts';
import type { Queries } from '../../prisma/database.ts';
import { findArtifactOwners } from '../../prisma/queries/artifacts.ts';
import { listConnections } from '../../prisma/queries/connections.ts';

/** What of a report belongs to these projects. What belongs to nobody that is known is told to nobody but those who see all. */
export async function visibleResidue(
  queries: Queries,
  { at, items, unseen }: ResidueReport,
  projects: string[],
): Promise<ResidueReport> {
  const ids = [...items.map(({ migrationId }) => migrationId), ...unseen.map(({ ref }) => ref)];
  const migrations = await findArtifactOwners(queries, { ids, projects });
  const connections = new Set((await listConnections(queries, projects)).map(({ id }) => id));
  return {
    at,
    items: items.filter(({ migrationId }) => migrations.has(migrationId)),
    unseen: unseen.flatMap((place) => {
      if (connections.has(place.ref) || migrations.has(place.ref)) return [place];
      if (place.system === 'source' || place.system === 'target') return [];
      // Shared by all projects; what it answered may name another's.
      return [{ ...place, reason: 'It did not answer.' }];
    }),
  };
}
