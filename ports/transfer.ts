import type { BlockMap } from '../contract/blockMap.ts';
import type { DiskLocation } from './diskLocation.ts';
import type { Extent } from './extent.ts';
import type { TargetVolume } from './targetPlatform.ts';

/** The data plane as activities see it. Long calls; all stop within a second of an abort and can be sent again. */
export interface Transfer {
  /** Opens the volume once (size, format, allowed folder). @throws DroverError mover.path-refused | mover.volume-mismatch */
  checkVolume(volume: TargetVolume, capacityBytes: number): Promise<void>;
  /** Copies one round into the volume; goes on from the journal when the same round was begun before. */
  copy(job: CopyJob, hooks: TransferHooks): Promise<CopyOutcome>;
  /**
   * Source to a qcow2 image in the artifact store in one pass, without scratch space; goes on where the same round of the
   * same source stopped. A stream starts over.
   */
  exportImage(job: ExportJob, hooks: TransferHooks): Promise<ExportOutcome>;
  /**
   * Reads the volume back in another process and compares it with the ledger of the last round; goes on where one that
   * was cut off stopped, unless the disk was written since. Does not throw on a mismatch: that is a result.
   */
  verify(job: VerifyJob, hooks: TransferHooks): Promise<VerifyOutcome>;
  /** Reads the given ranges from the source again and writes them, after a mismatch. */
  repair(job: CopyJob, ranges: Extent[], hooks: TransferHooks): Promise<CopyOutcome>;
  /** Ids of migrations whose journals and ledgers are here. */
  held(): Promise<string[]>;
  /** Removes journal and ledger of a migration. */
  forget(migrationId: string): Promise<void>;
}

/** Whose bytes these are. A journal of another identity is refused. */
export interface DiskIdentity {
  migrationId: string;
  diskId: string;
  capacityBytes: number;
  /**
   * Rises with each attempt of the run at this disk. A mover that works for a lower one is made to stop, by force when
   * it does not answer; a journal that has seen a higher one is refused. Absent: never takes over.
   */
  epoch?: number;
}

export interface CopyJob extends DiskIdentity {
  /** From 0; rises with each snapshot. */
  round: number;
  kind: 'baseline' | 'delta' | 'final';
  source: DiskLocation;
  target: TargetVolume;
  /**
   * `all`: read everything (first round, or tracking was lost) and write what differs from the ledger, all in the first.
   * Else pages of extents that may have changed; what lies outside is unchanged.
   */
  extents: 'all' | AsyncIterable<Extent[]>;
  /** Names the page source so that a resumed round is the same round: snapshot ref and change ids. */
  roundKey: string;
  /**
   * Key that the round has where all of the same snapshot is compared. When such a one was begun or has ended, it is
   * gone on with, or its outcome told, in place of copying the extents. Absent: it never is.
   */
  wholeKey?: string;
  /**
   * Of the snapshot, where changes are tracked. By it a first whole copy whose snapshot had to go before its end goes on
   * from another one: what it has made durable is read again only where the source says that it has changed.
   */
  tracking?: RoundTracking;
  /** Of the migration, shared by its disks; a source of limits may tell another while the copy runs. */
  bytesPerSecond: number | undefined;
  /** Of the source; its limits hold for all its migrations together. */
  connectionId?: string;
  /**
   * What to read again, after the changes were copied, of what the pages leave out: so many bytes drawn at random, or
   * everything. Absent: nothing. Ignored when `extents` is `all`.
   */
  audit?: { sampleBytes: number } | 'full';
}

export interface RoundTracking {
  changeId: string;
  /** Pages of what may differ between an older change id and the snapshot; null: the source cannot tell. */
  changesSince(changeId: string): Promise<AsyncIterable<Extent[]> | null>;
}

export interface CopyOutcome {
  changedBytes: number;
  readBytes: number;
  writtenBytes: number;
  ms: number;
  /** Ledger root after the round. */
  root: string;
  audit?: AuditOutcome;
  /** The whole disk was compared although the job names extents: see `wholeKey`. */
  whole?: true;
}

/** What an audit of a round found; a mismatch means that the source called bytes unchanged that are not. */
export interface AuditOutcome {
  sampledBytes: number;
  mismatchedBytes: number;
  /** Leaves that differ, ascending, at most 100. */
  mismatches: Extent[];
}

export interface ExportJob extends DiskIdentity {
  round: number;
  /** Names what is read, so that a resumed round is the same round: the snapshot. */
  roundKey: string;
  source: DiskLocation;
  /** Key in the artifact store. */
  artifact: string;
  compression: 'none' | 'zstd';
  /** Of the migration, shared by its disks; a source of limits may tell another while the copy runs. */
  bytesPerSecond: number | undefined;
  /** Of the source; its limits hold for all its migrations together. */
  connectionId?: string;
}

export interface ExportOutcome extends CopyOutcome {
  artifact: string;
  artifactBytes: number;
  artifactSha256: string;
}

export interface VerifyJob extends DiskIdentity {
  target: TargetVolume;
  /** Names the call that this is an attempt of: a later attempt is told what an earlier one found. Absent: none is. */
  call?: string;
}

export interface VerifyOutcome {
  ledgerRoot: string;
  targetRoot: string;
  /** Ranges whose hash differs, merged, at most 1,000. */
  mismatches: Extent[];
  readBytes: number;
  ms: number;
}

export interface TransferHooks {
  signal: AbortSignal;
  /** Called at most once a second. Bytes of this round; `blocks` only when they have changed. */
  progress(done: TransferProgress): void;
}

export interface TransferProgress {
  doneBytes: number;
  totalBytes: number;
  bytesPerSecond: number;
  blocks?: BlockMap;
}
