import type { ArtifactStore } from '../ports/artifactStore.ts';
import { createArtifactLinks } from './artifactLinks.ts';
import { ensureKeys } from './keyFile.ts';
import { createLocalArtifactStore } from './localArtifactStore.ts';
import type { S3Options } from './s3ArtifactStore.ts';

export type ArtifactStoreOptions = { kind: 'local'; folder: string } | ({ kind: 's3' } & S3Options);

export interface LinkOptions {
  /** File with the instance's key, which signs links to local artifacts. */
  keyFile: string;
  /** Address of the API as target platforms reach it; absent: links to local artifacts cannot be made. */
  publicUrl: string | undefined;
}

/** Opens the artifact store that the configuration names. */
export async function openArtifactStore(options: ArtifactStoreOptions, links: LinkOptions): Promise<ArtifactStore> {
  if (options.kind === 's3') {
    // Its client's modules are an eighth of what a worker would load at its start.
    const { openS3ArtifactStore } = await import('./s3ArtifactStore.ts');
    return openS3ArtifactStore(options);
  }
  const signed = createArtifactLinks(ensureKeys(links.keyFile), links.publicUrl);
  return createLocalArtifactStore(options.folder, signed);
}
