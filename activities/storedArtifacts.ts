import type { Leftover } from '../contract/migration.ts';
import type { ArtifactInfo, ArtifactStore } from '../ports/artifactStore.ts';

/** An image in the artifact store, or what an export that died had sent of one. */
export interface StoredArtifact extends ArtifactInfo {
  kind: 'image' | 'upload';
  remove(): Promise<void>;
}

export async function* storedArtifacts(artifacts: ArtifactStore, prefix: string): AsyncGenerator<StoredArtifact> {
  for await (const info of artifacts.unfinished(prefix)) {
    yield { ...info, kind: 'upload', remove: () => artifacts.abandon(info.key) };
  }
  for await (const info of artifacts.list(prefix)) {
    yield { ...info, kind: 'image', remove: () => artifacts.delete(info.key) };
  }
}

/** Removes what is wanted of it. What could not be removed comes back with its reason, and stops nothing. */
export async function removeArtifacts(
  artifacts: ArtifactStore,
  prefix: string,
  wanted: (artifact: StoredArtifact) => boolean = () => true,
): Promise<{ removed: string[]; failed: Leftover[] }> {
  const removed: string[] = [];
  const failed: Leftover[] = [];
  for await (const artifact of storedArtifacts(artifacts, prefix)) {
    if (!wanted(artifact)) continue;
    try {
      await artifact.remove();
      removed.push(artifact.key);
    } catch (error) {
      failed.push(leftArtifact(artifact, error instanceof Error ? error.message : String(error)));
    }
  }
  return { removed, failed };
}

export function leftArtifact({ kind, key }: StoredArtifact, reason: string): Leftover {
  const remove = kind === 'image' ? `Delete the object ${key}.` : `Abort the unfinished upload of ${key}.`;
  return { system: 'artifacts', kind, ref: key, reason, remove };
}
