import type { Artifact } from '../../contract/artifact.ts';
import { listArtifacts } from '../../prisma/queries/artifacts.ts';
import { readSettings } from '../../prisma/queries/settings.ts';
import type { ApiDependencies } from '../dependencies.ts';

/** Exported images of a migration and its certificate, with links. */
export async function listArtifactsOf(
  { database, artifacts }: ApiDependencies,
  migrationId: string,
): Promise<Artifact[]> {
  const { artifactLinkMinutes } = await readSettings(database.prisma);
  const known = await listArtifacts(database.prisma, migrationId);
  const link = (key: string) => artifacts.presign(key, artifactLinkMinutes * 60);
  return Promise.all(known.map(async (info) => ({ ...info, url: await link(info.key) })));
}
