import { Context } from '@temporalio/activity';
import { DroverError } from '../contract/errors.ts';
import type { DiskProgress } from '../contract/migration.ts';
import type { MigrationPlan, Transport } from '../contract/plan.ts';
import type { Extent } from '../ports/extent.ts';
import type { SourcePlatform } from '../ports/sourcePlatform.ts';
import type { TargetVolume } from '../ports/targetPlatform.ts';
import type { CopyJob, CopyOutcome, TransferHooks } from '../ports/transfer.ts';
import type { MoverDependencies } from './dependencies.ts';
import { alive, type Running } from './heartbeat.ts';

export interface CopyInput {
  migrationId: string;
  plan: MigrationPlan;
  transport: Transport;
  diskId: string;
  diskKey: number;
  capacityBytes: number;
  round: number;
  kind: 'baseline' | 'delta' | 'final';
  snapshot: string;
  /** Change id of the snapshot; null: tracking is not active. */
  changeId: string | null;
  /** Change id up to which the target is durable; null: nothing is. */
  since: string | null;
  target: TargetVolume;
  /** What to read again of what tracking calls unchanged. Absent: nothing. */
  audit?: CopyJob['audit'];
  /** Rises with each call of the run for this disk. */
  epoch?: number;
}

export interface CopyResult extends CopyOutcome {
  /** The whole disk was compared. */
  full: boolean;
  /** Why the source cannot tell changes at all; absent: it can, or was not asked. */
  untracked?: string;
}

export function copyActivities({ platforms, transfer, progress }: MoverDependencies) {
  return {
    checkVolume: (input: { volume: TargetVolume; capacityBytes: number }): Promise<void> =>
      alive(() => transfer.checkVolume(input.volume, input.capacityBytes)),

    /** One disk, one round. Sent again, it goes on from its journal. */
    copyDisk: (input: CopyInput): Promise<CopyResult> =>
      alive(async (running) => {
        const source = await platforms.source(input.plan.source.connectionId);
        const hooks = hooksOf(running, progress, input);
        const tracked = input.since !== null && input.changeId !== null && source.capabilities.changeTracking;
        let untracked: string | undefined;
        if (tracked) {
          try {
            const pages = await firstAsked(changedPages(input, source, running.signal));
            const job = await jobOf(input, source, pages, running.signal);
            const { whole, ...copied } = await transfer.copy(job, hooks);
            return { ...copied, full: whole === true };
          } catch (error) {
            if (!trackingUnusable(error)) throw error;
            if (error.code === 'platform.unsupported') untracked = error.message;
          }
        }
        const job = await jobOf(input, source, 'all', running.signal);
        const tracking = trackingOf(input, source, running.signal);
        const copied = { ...(await transfer.copy({ ...job, tracking }, hooks)), full: true };
        return untracked === undefined ? copied : { ...copied, untracked };
      }),

    /** Copies the given ranges once more, after a mismatch. */
    repairDisk: (input: CopyInput & { ranges: Extent[] }): Promise<CopyOutcome> =>
      alive(async (running) => {
        const source = await platforms.source(input.plan.source.connectionId);
        const job = await jobOf(input, source, 'all', running.signal);
        return transfer.repair(job, input.ranges, hooksOf(running, progress, input));
      }),
  };
}

/** Lets a baseline whose snapshot had to go before its end go on from this one. */
function trackingOf(input: CopyInput, source: SourcePlatform, signal: AbortSignal): CopyJob['tracking'] {
  const { since, changeId } = input;
  if (since !== null || changeId === null || !source.capabilities.changeTracking) return undefined;
  return {
    changeId,
    async changesSince(earlier) {
      try {
        // What cannot be told is told by the first page.
        return await firstAsked(changedPages({ ...input, since: earlier }, source, signal));
      } catch (error) {
        if (trackingUnusable(error)) return null;
        throw error;
      }
    },
  };
}

function changedPages(input: CopyInput, source: SourcePlatform, signal: AbortSignal): AsyncIterable<Extent[]> {
  return source.changedExtents(
    {
      vm: input.plan.source.vm,
      snapshot: input.snapshot,
      diskId: input.diskId,
      diskKey: input.diskKey,
      capacityBytes: input.capacityBytes,
      since: input.since ?? '*',
    },
    signal,
  );
}

/** Asks for the first page at once: a source that cannot tell changes says so before a round is begun for them. */
async function firstAsked<T>(pages: AsyncIterable<T>): Promise<AsyncIterable<T>> {
  const rest = pages[Symbol.asyncIterator]();
  const first = await rest.next();
  return (async function* () {
    if (first.done) return;
    yield first.value;
    yield* { [Symbol.asyncIterator]: () => rest };
  })();
}

async function jobOf(
  input: CopyInput,
  source: SourcePlatform,
  extents: CopyJob['extents'],
  signal: AbortSignal,
): Promise<CopyJob> {
  const location = await source.locate(
    { vm: input.plan.source.vm, snapshot: input.snapshot, diskId: input.diskId, transport: input.transport },
    signal,
  );
  const keyOf = (since: string | null) => `${input.snapshot} ${input.changeId ?? '-'} ${since}`;
  return {
    migrationId: input.migrationId,
    diskId: input.diskId,
    capacityBytes: input.capacityBytes,
    round: input.round,
    kind: input.kind,
    source: location,
    target: input.target,
    extents,
    ...(extents === 'all' ? { roundKey: keyOf('all') } : { roundKey: keyOf(input.since), wholeKey: keyOf('all') }),
    bytesPerSecond: input.plan.bandwidthBytesPerSecond,
    connectionId: input.plan.source.connectionId,
    audit: input.audit,
    epoch: attemptEpoch(input.epoch),
  };
}

/** More than attempts can be. */
const attemptsPerCall = 1000;

/** Orders every attempt of every call of a run, so that of two movers the later one writes. */
export function attemptEpoch(epoch: number | undefined): number | undefined {
  return epoch === undefined ? undefined : epoch * attemptsPerCall + Context.current().info.attempt;
}

/** Tracking was reset, or the server cannot tell changes at all: everything is compared instead. */
export function trackingUnusable(error: unknown): error is DroverError {
  return (
    error instanceof DroverError && (error.code === 'source.tracking-lost' || error.code === 'platform.unsupported')
  );
}

/** Heartbeat details and progress rows of one disk. */
export function hooksOf(
  running: Running,
  progress: MoverDependencies['progress'],
  at: { migrationId: string; diskId: string; round: number; kind: DiskProgress['kind'] },
): TransferHooks {
  return {
    signal: running.signal,
    progress: ({ blocks, ...done }) => {
      running.tell(done);
      const { migrationId, diskId, round, kind } = at;
      // Progress is a convenience: its loss must not stop a copy.
      progress
        .report({ migrationId, diskId, round, kind, ...done, at: new Date().toISOString() }, blocks)
        .catch(() => undefined);
    },
  };
}
