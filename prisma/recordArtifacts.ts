import { hash } from 'node:crypto';
import type { ArtifactInfo, ArtifactStore } from '../ports/artifactStore.ts';
import type { Database } from './database.ts';
import { forgetArtifact, keepArtifact } from './queries/artifacts.ts';

/**
 * The same store, with a row for each artifact of a migration, so that lists need not ask the store. The store stays
 * the truth: that a row could not be written fails nothing.
 */
export function recordArtifacts(
  store: ArtifactStore,
  { prisma }: Database,
  onFailure: (error: unknown) => void,
): ArtifactStore {
  const kept = async (written: Promise<ArtifactInfo>, sha256: string | null): Promise<ArtifactInfo> => {
    const info = await written;
    await keepArtifact(prisma, { ...info, sha256 }).catch(onFailure);
    return info;
  };
  return {
    ...store,
    put: (key, body, contentType) => kept(store.put(key, body, contentType), hash('sha256', body)),
    async begin(key, contentType) {
      const upload = await store.begin(key, contentType);
      return { ...upload, complete: () => kept(upload.complete(), null) };
    },
    async delete(key) {
      await store.delete(key);
      await forgetArtifact(prisma, key).catch(onFailure);
    },
  };
}
