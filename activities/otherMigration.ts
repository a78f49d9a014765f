import type { Platforms } from '../ports/connections.ts';
import type { RunProjection } from '../ports/runProjection.ts';
import type { PlatformAbout } from '../ports/sourcePlatform.ts';

export interface MigratedVm {
  connectionId: string;
  vm: string;
  /** The server that the connection leads to. */
  about: PlatformAbout;
  /** Its own migration is no hindrance. */
  migrationId: string | null;
}

/** Another open migration of this very VM, also over another connection to the same server; null: there is none. */
export async function otherMigration(
  { platforms, projection }: { platforms: Platforms; projection: RunProjection },
  { connectionId, vm, about, migrationId }: MigratedVm,
  signal: AbortSignal,
): Promise<string | null> {
  for (const other of await projection.knownMigrations()) {
    if (!other.open || other.id === migrationId || other.vm !== vm) continue;
    if (other.sourceConnectionId === connectionId) return other.id;
    const instance = await instanceOf(platforms, other.sourceConnectionId, signal);
    if (instance === about.instance) return other.id;
  }
  return null;
}

/** A server that does not answer cannot be compared; references are the same on many. */
async function instanceOf(platforms: Platforms, connectionId: string, signal: AbortSignal): Promise<string | null> {
  try {
    return (await (await platforms.source(connectionId)).about(signal)).instance;
  } catch (error) {
    if (signal.aborted) throw error;
    return null;
  }
}
