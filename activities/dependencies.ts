import type { ArtifactHashes, ArtifactStore } from '../ports/artifactStore.ts';
import type { CertificateSigner } from '../ports/certificateSigner.ts';
import type { Platforms } from '../ports/connections.ts';
import type { Movers } from '../ports/movers.ts';
import type { ProgressSink, RunProjection } from '../ports/runProjection.ts';
import type { ScheduledStarts } from '../ports/scheduledStarts.ts';
import type { SettingsSource } from '../ports/settings.ts';
import type { Transfer } from '../ports/transfer.ts';

/** What activities that move bytes need. */
export interface MoverDependencies {
  platforms: Platforms;
  transfer: Transfer;
  progress: ProgressSink;
  artifactHashes: ArtifactHashes;
}

/** What control activities need on top. */
export interface ControlDependencies extends MoverDependencies {
  artifacts: ArtifactStore;
  projection: RunProjection;
  movers: Movers;
  signer: CertificateSigner;
  scheduledStarts: ScheduledStarts;
  settings: SettingsSource;
}
