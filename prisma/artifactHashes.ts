import type { ArtifactHashes } from '../ports/artifactStore.ts';
import type { Database } from './database.ts';
import { keepHash } from './queries/artifacts.ts';

/** For lists: that a checksum could not be written fails nothing. */
export function createArtifactHashes({ prisma }: Database, onFailure: (error: unknown) => void): ArtifactHashes {
  return { record: (key, sha256) => keepHash(prisma, key, sha256).catch(onFailure) };
}
