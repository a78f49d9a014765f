import type { Leftover } from '../contract/migration.ts';
import { migrationOfSnapshot } from '../domain/names.ts';
import type { ControlDependencies } from './dependencies.ts';
import { alive } from './heartbeat.ts';
import { removeArtifacts } from './storedArtifacts.ts';

export interface SweepResult {
  removed: string[];
  failed: Leftover[];
}

const artifactDays = 7;

export function sweepActivities({ platforms, projection, artifacts }: ControlDependencies) {
  return {
    /** Removes our snapshots from VMs whose migration is over: a crash may have left them. */
    sweepSnapshots: (): Promise<SweepResult> =>
      alive(async ({ signal }) => {
        const result: SweepResult = { removed: [], failed: [] };
        for (const migration of await projection.knownMigrations()) {
          if (migration.open) continue;
          try {
            const source = await platforms.source(migration.sourceConnectionId);
            for (const snapshot of await source.listSnapshots(migration.vm, signal)) {
              if (migrationOfSnapshot(snapshot.name) !== migration.id) continue;
              await source.removeSnapshot(migration.vm, snapshot.ref, signal);
              result.removed.push(`${migration.vm}: ${snapshot.name}`);
            }
          } catch (error) {
            result.failed.push({
              system: 'source',
              kind: 'snapshot',
              ref: migration.vm,
              reason: error instanceof Error ? error.message : String(error),
              remove: `Delete snapshots named drover-${migration.id}-* of ${migration.vm} in vCenter.`,
            });
          }
        }
        return result;
      }),

    /** Deletes images and unfinished uploads older than a week that no open migration needs. */
    sweepArtifacts: (): Promise<SweepResult> =>
      alive(async () => {
        const open = new Set(
          (await projection.knownMigrations()).filter((entry) => entry.open).map((entry) => entry.id),
        );
        const oldest = Date.now() - artifactDays * 86_400_000;
        return removeArtifacts(artifacts, 'migrations/', ({ key, modifiedAt }) => {
          const owner = key.split('/')[1] ?? '';
          return !open.has(owner) && Date.parse(modifiedAt) <= oldest;
        });
      }),
  };
}
