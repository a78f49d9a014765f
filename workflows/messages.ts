import { defineQuery, defineSignal, defineUpdate } from '@temporalio/workflow';
import type { LimitCalendar } from '../contract/limits.ts';
import type { Migration } from '../contract/migration.ts';
import type { MigrationPlan } from '../contract/plan.ts';
import type { DurationSamples } from '../domain/durations.ts';

/** How the world talks to a migration. Updates answer with the state after the command; signals also work while no worker is up. */

/** Argument of the `migrateVm` workflow. */
export interface MigrateVmInput {
  id: string;
  plan: MigrationPlan;
  vm: { ref: string; name: string };
  requestedBy: string;
  /** ISO 8601. */
  createdAt: string;
  /** How long work waits for a mover before anybody asks whether one is left. Absent: ten minutes. */
  moverPatienceMs?: number;
  /** Between two looks at the room beside a snapshot that stands. Absent: five minutes. */
  roomLookMs?: number;
  /** Set by continue-as-new only. */
  carried?: CarriedRun;
}

/** What a long run takes over into its next history: the visible state and what deltas need. */
export interface CarriedRun {
  migration: Migration;
  internals: RunInternals;
}

/** What a run must remember beyond what it shows. */
export interface RunInternals {
  /** Number of the next snapshot. */
  nextRound: number;
  disks: DiskCursor[];
  /** Power of the source before the migration touched it; null before quiesce. */
  powerBefore: 'on' | 'off' | 'suspended' | null;
  /** Names the last start of the source before it was quiesced; null: it could not be told. */
  lastStart?: string | null;
  moverQueue: string | null;
  moverPatienceMs?: number;
  roomLookMs?: number;
  node?: string | null;
  /** Change tracking was on when preflight looked. */
  trackedBefore?: boolean;
  /** SMBIOS UUID of the source. */
  uuid?: string;
  /** Snapshot of ours that exists now. */
  snapshot: string | null;
  /** Round whose bytes are all durable while what follows it in its stage is still to be done: it is not copied again. */
  copied?: 'baseline' | 'delta' | 'final' | 'export' | null;
  /** Milliseconds since the epoch. */
  snapshotAt?: number;
  previousSnapshotAt?: number | null;
  lastRoundEndedAt?: number;
  /** How often the snapshot of the round that runs was given up and taken anew. */
  renewals?: number;
  /** Number of the last call that writes; orders movers that write the same volume. */
  epoch?: number;
  /** How long ended migrations between these two places took, as preflight saw them. */
  durations?: DurationSamples;
  /** Ranges by disk that a verification found to differ and nobody has repaired yet. */
  damaged?: Record<string, { start: number; length: number }[]>;
  /** An audit has found bytes that the source did not tell of: from then on more is read again. */
  trackingDoubted?: boolean;
}

export interface DiskCursor {
  id: string;
  key: number;
  capacityBytes: number;
  /** Change id up to which the target is durable; null before the baseline. */
  changeId: string | null;
  volume: TargetVolumeRef | null;
  /** Staged route: the exported image and what is known of it. */
  image: { artifact: string; sha256: string; bytes: number } | null;
  /** Volume of an import whose bytes are not the last ones any more; it is there until the next import is whole. */
  formerVolume?: string | null;
}

/** Mirrors `TargetVolume` of the ports, which workflows do not import. */
export interface TargetVolumeRef {
  node: string;
  storage: string;
  volume: string;
  path: string;
  format: 'raw' | 'qcow2';
  sizeBytes: number;
}

/** Who commands. Kept in the history and in the certificate. */
export interface Command {
  actor: string;
}

/** Retry may carry a corrected plan; source and target of a run cannot change. */
export interface RetryCommand extends Command {
  plan?: MigrationPlan;
}

export interface ScheduleCommand extends Command {
  /** ISO 8601; in the past means now. */
  at: string;
}

export interface LimitCommand extends Command {
  /** Bytes per second; null: no such limit of the migration's own. Absent: as it was. */
  bytesPerSecond?: number | null;
  /** Null: no windows of the migration's own. Absent: as they were. */
  calendar?: LimitCalendar | null;
}

export const pauseUpdate = defineUpdate<Migration, [Command]>('pause');
export const resumeUpdate = defineUpdate<Migration, [Command]>('resume');
export const retryUpdate = defineUpdate<Migration, [RetryCommand]>('retry');
export const cancelUpdate = defineUpdate<Migration, [Command]>('cancel');
export const cutoverUpdate = defineUpdate<Migration, [Command]>('cutover');
export const scheduleUpdate = defineUpdate<Migration, [ScheduleCommand]>('schedule');
export const limitUpdate = defineUpdate<Migration, [LimitCommand]>('limit');
export const undoCutoverUpdate = defineUpdate<Migration, [Command]>('undo-cutover');
export const rollbackUpdate = defineUpdate<Migration, [Command]>('rollback');

export const pauseSignal = defineSignal<[Command]>('pauseSignal');
export const cancelSignal = defineSignal<[Command]>('cancelSignal');
export const undoCutoverSignal = defineSignal<[Command]>('undoCutoverSignal');
export const retrySignal = defineSignal<[RetryCommand]>('retrySignal');

export const statusQuery = defineQuery<Migration>('status');

/** Thrown by the retry update; `details[0]` is `{ findings }`: what blocks the corrected plan. */
export const planRefused = 'migration.refused';

/** Thrown by update validators; `details[0]` is `{ status, stage, allowed }`. */
export const commandRefused = 'command.refused';
