import type { BlockMap } from '../contract/blockMap.ts';
import type { DiskProgress, Migration } from '../contract/migration.ts';
import type { ScreenPicture } from '../contract/screenPicture.ts';
import type { VmSummary } from '../contract/vm.ts';

/** Writes what workflows tell to the database that lists and searches. Never the truth of a run. */
export interface RunProjection {
  /** Kept only when `revision` is higher than the stored one. */
  record(migration: Migration): Promise<void>;
  /** Replaces the inventory of a connection by what was seen, in pages. */
  recordInventory(connectionId: string, seenAt: string, page: VmSummary[]): Promise<void>;
  /** Ends an inventory pass: what was not seen since is gone. Returns how many VMs there are. */
  finishInventory(connectionId: string, seenAt: string): Promise<number>;
  /** Replaces the picture of the same occasion. Of an unknown migration it is dropped. */
  recordPicture(migrationId: string, picture: ScreenPicture): Promise<void>;
  recordConnectionCheck(connectionId: string, product: string | null, at: string): Promise<void>;
  /** Ids and connection ids of migrations that are open or ended within the given days, for sweeps. */
  knownMigrations(): Promise<KnownMigration[]>;
  /** Completed migrations between two connections, newest first: what forecasts learn from. */
  completedMigrations(sourceConnectionId: string, targetConnectionId: string, limit: number): Promise<Migration[]>;
  /** One migration, or all that are open or ended lately: where they may have left something. */
  traces(migrationId: string | null): Promise<MigrationTraces[]>;
  connectionIds(kind: 'vsphere' | 'proxmox'): Promise<string[]>;
}

export interface KnownMigration {
  id: string;
  sourceConnectionId: string;
  targetConnectionId: string;
  open: boolean;
  /** Reference of the VM on its source. */
  vm: string;
}

export interface MigrationTraces {
  id: string;
  /** Reference of the VM on its source. */
  vm: string;
  vmName: string;
  sourceConnectionId: string;
  targetConnectionId: string;
  open: boolean;
  /** False: the run ended without a word, or is forgotten, so that nobody knows what it was about. */
  unwound: boolean;
  /** Node of the VM that was asked for and is there; null: the migration neither completed nor started it. */
  node: string | null;
  /** It ended with a snapshot of the source not wholly removed, or nobody knows. */
  unmerged: boolean;
  /** The migration switched change tracking of the source VM on. */
  trackingEnabled: boolean;
  /** That VM's id and volumes: no residue. */
  kept: string[];
}

/** Takes live progress; at most one call a second per disk. */
export interface ProgressSink {
  report(progress: DiskProgress, blocks?: BlockMap): Promise<void>;
}
