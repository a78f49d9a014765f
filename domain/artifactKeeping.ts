import type { ArtifactKind } from '../contract/artifact.ts';

export interface Keeping {
  /** An open migration works with it, or it is a proof. */
  needed: boolean;
  removedBy: 'migration' | 'housekeeping' | 'nobody';
  /** ISO 8601; until then housekeeping leaves it alone. Null: housekeeping never takes it. */
  removedAfter: string | null;
}

/**
 * What becomes of an artifact. A run deletes its images when it finishes or is unwound; what a crash has left is
 * housekeeping's. Certificates are proofs, and outlive everything.
 * @param artifact.open whether its migration has not ended; one that nobody knows has
 * @param days that an image of a migration that is over is kept
 */
export function keepingOf(artifact: { kind: ArtifactKind; open: boolean; modifiedAt: string }, days: number): Keeping {
  if (artifact.kind === 'certificate') return { needed: true, removedBy: 'nobody', removedAfter: null };
  if (artifact.open) return { needed: true, removedBy: 'migration', removedAfter: null };
  const until = Date.parse(artifact.modifiedAt) + days * 86_400_000;
  return { needed: false, removedBy: 'housekeeping', removedAfter: new Date(until).toISOString() };
}
