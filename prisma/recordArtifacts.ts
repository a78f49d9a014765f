import { hash } from 'node:crypto';
import type { ArtifactInfo, ArtifactStore, ArtifactUpload } from '../ports/artifactStore.ts';
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
  const recorded = (upload: ArtifactUpload): ArtifactUpload => {
    return { ...upload, complete: () => kept(upload.complete(), null) };
  };
  return {
    ...store,
    put: (key, body, contentType) => kept(store.put(key, body, contentType), hash('sha256', body)),
    begin: async (key, contentType) => recorded(await store.begin(key, contentType)),
    async resume(key, contentType, left) {
      const upload = await store.resume(key, contentType, left);
      return upload && recorded(upload);
    },
    async delete(key) {
      await store.delete(key);
      await forgetArtifact(prisma, key).catch(onFailure);
    },
  };
}
