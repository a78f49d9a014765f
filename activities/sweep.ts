import type { Leftover } from '../contract/migration.ts';
import { migrationOfSnapshot } from '../domain/names.ts';
import type { MigrationTraces } from '../ports/runProjection.ts';
import type { ControlDependencies } from './dependencies.ts';
import { alive } from './heartbeat.ts';
import { removeArtifacts } from './storedArtifacts.ts';
import { removeFromTarget } from './targetResidue.ts';

export interface SweepResult {
  removed: string[];
  failed: Leftover[];
}

const artifactDays = 7;

export function sweepActivities({ platforms, projection, artifacts }: ControlDependencies) {
  return {
    /** Removes what a crash may have left of migrations that are over: our snapshots, and what is on targets. */
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
        const ended = (await projection.traces(null)).filter((traces) => !traces.open && traces.unwound);
        for (const traces of Map.groupBy(ended, ({ targetConnectionId }) => targetConnectionId).values()) {
          await sweepTarget(platforms, traces, result, signal);
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

/** Of ended migrations to one target. A VM that was asked for has the mark too, and is no orphan. */
async function sweepTarget(
  platforms: ControlDependencies['platforms'],
  ended: MigrationTraces[],
  result: SweepResult,
  signal: AbortSignal,
): Promise<void> {
  const connectionId = ended[0]?.targetConnectionId ?? '';
  const failed = (ref: string, error: unknown): Leftover => ({
    system: 'target',
    kind: 'vm',
    ref,
    reason: error instanceof Error ? error.message : String(error),
    remove: 'See the residue report of the migration.',
  });
  try {
    const target = await platforms.target(connectionId);
    const marks = await target.findMarked(
      ended.map(({ id }) => id),
      signal,
    );
    for (const traces of ended) {
      const orphaned = marks.some(
        ({ migrationId, kind }) => migrationId === traces.id && (kind === 'image' || traces.node === null),
      );
      if (!orphaned) continue;
      try {
        const found = (await target.findByMigration(traces.id, signal)).filter(({ ref }) => !traces.kept.includes(ref));
        const left = await removeFromTarget(target, traces, signal);
        const refs = new Set(left.map(({ ref }) => ref));
        result.failed.push(...left);
        result.removed.push(...found.filter(({ ref }) => !refs.has(ref)).map(({ kind, ref }) => `${kind} ${ref}`));
      } catch (error) {
        result.failed.push(failed(traces.id, error));
      }
    }
  } catch (error) {
    result.failed.push(failed(connectionId, error));
  }
}
