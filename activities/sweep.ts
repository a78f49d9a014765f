import { DroverError } from '../contract/errors.ts';
import type { Leftover } from '../contract/migration.ts';
import { keepingOf } from '../domain/artifactKeeping.ts';
import { migrationOfSnapshot } from '../domain/names.ts';
import type { KnownMigration, MigrationTraces } from '../ports/runProjection.ts';
import type { SourcePlatform } from '../ports/sourcePlatform.ts';
import type { ControlDependencies } from './dependencies.ts';
import { alive } from './heartbeat.ts';
import { removeArtifacts } from './storedArtifacts.ts';
import { removeFromTarget } from './targetResidue.ts';

export interface SweepResult {
  removed: string[];
  failed: Leftover[];
  /** How many more there are of either: an answer has to fit into a history. Absent: none. */
  unlisted?: number;
}

/** Of what was removed, and of what could not be. */
const mostListed = 200;
/** One VM of the connection will not fare better than another. */
const outOfReach = new Set([
  'platform.unreachable',
  'platform.unauthorised',
  'platform.stalled',
  'platform.certificate',
  'platform.address-refused',
]);

export function sweepActivities({ platforms, projection, artifacts, settings }: ControlDependencies) {
  return {
    /** Removes what a crash may have left of migrations that are over: our snapshots, and what is on targets. */
    sweepSnapshots: (): Promise<SweepResult> =>
      alive(async ({ signal }) => {
        const result: SweepResult = { removed: [], failed: [] };
        const over = (await projection.knownMigrations()).filter((migration) => !migration.open);
        for (const runs of Map.groupBy(over, ({ sourceConnectionId }) => sourceConnectionId).values()) {
          await sweepSource(platforms, runs, result, signal);
        }
        const ended = (await projection.traces(null)).filter((traces) => !traces.open && traces.unwound);
        for (const traces of Map.groupBy(ended, ({ targetConnectionId }) => targetConnectionId).values()) {
          await sweepTarget(platforms, traces, result, signal);
        }
        return listed(result);
      }),

    /** Deletes images and unfinished uploads whose time is over and that no open migration needs. */
    sweepArtifacts: (): Promise<SweepResult> =>
      alive(async () => {
        const open = new Set(
          (await projection.knownMigrations()).filter((entry) => entry.open).map((entry) => entry.id),
        );
        const { artifactDays } = await settings.read();
        const now = Date.now();
        const swept = await removeArtifacts(artifacts, 'migrations/', ({ key, modifiedAt }) => {
          const owner = key.split('/')[1] ?? '';
          const { removedAfter } = keepingOf({ kind: 'image', open: open.has(owner), modifiedAt }, artifactDays);
          return removedAfter !== null && Date.parse(removedAfter) <= now;
        });
        return listed(swept);
      }),
  };
}

/** Of ended migrations from one source. A VM that several have moved is looked at once. */
async function sweepSource(
  platforms: ControlDependencies['platforms'],
  ended: KnownMigration[],
  result: SweepResult,
  signal: AbortSignal,
): Promise<void> {
  const failed = (kind: string, ref: string, error: unknown, remove: string): void => {
    const reason = error instanceof Error ? error.message : String(error);
    result.failed.push({ system: 'source', kind, ref, reason, remove });
  };
  const connectionId = ended[0]?.sourceConnectionId ?? '';
  const everywhere = 'Delete snapshots named drover-* of VMs that no open migration moves in vCenter.';
  let source: SourcePlatform;
  try {
    source = await platforms.source(connectionId);
  } catch (error) {
    failed('connection', connectionId, error, everywhere);
    return;
  }
  for (const [vm, runs] of Map.groupBy(ended, (migration) => migration.vm)) {
    const ids = new Set(runs.map(({ id }) => id));
    try {
      for (const snapshot of await source.listSnapshots(vm, signal)) {
        if (!ids.has(migrationOfSnapshot(snapshot.name) ?? '')) continue;
        await source.removeSnapshot(vm, snapshot.ref, signal);
        result.removed.push(`${vm}: ${snapshot.name}`);
      }
    } catch (error) {
      signal.throwIfAborted();
      const code = error instanceof DroverError ? error.code : 'internal';
      // A VM that is gone has taken its snapshots along.
      if (code === 'platform.not-found') continue;
      if (outOfReach.has(code)) {
        failed('connection', connectionId, error, everywhere);
        return;
      }
      const names = [...ids].map((id) => `drover-${id}-*`).join(', ');
      failed('snapshot', vm, error, `Delete snapshots named ${names} of ${vm} in vCenter.`);
    }
  }
}

function listed({ removed, failed }: SweepResult): SweepResult {
  const unlisted = Math.max(0, removed.length - mostListed) + Math.max(0, failed.length - mostListed);
  const shown = { removed: removed.slice(0, mostListed), failed: failed.slice(0, mostListed) };
  return unlisted === 0 ? shown : { ...shown, unlisted };
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
