import type { Transport } from '../contract/plan.ts';
import type { Power, VmSpec, VmSummary } from '../contract/vm.ts';
import type { DiskLocation } from './diskLocation.ts';
import type { Extent } from './extent.ts';

/** What a platform that VMs leave must do. One instance per connection; methods may be called at the same time. */
export interface SourcePlatform {
  readonly kind: string;
  readonly capabilities: { changeTracking: boolean; transports: readonly Transport[] };

  /** Product, version and clock of the server. @throws DroverError platform.unreachable | certificate | unauthorised */
  about(signal: AbortSignal): Promise<PlatformAbout>;
  /** Privilege ids that the login lacks for a migration of this VM (or, without one, at the inventory's root). */
  missingPrivileges(vm: string | undefined, signal: AbortSignal): Promise<string[]>;
  inventory(signal: AbortSignal): AsyncIterable<Omit<VmSummary, 'connectionId' | 'seenAt'>>;
  /** @throws DroverError platform.not-found */
  describe(vm: string, signal: AbortSignal): Promise<VmSpec>;

  powerState(vm: string, signal: AbortSignal): Promise<Power>;
  /**
   * Names the last time that the VM was set running, also when it is off by now. Another answer later: it ran in
   * between, or the platform has forgotten. Null: the platform cannot tell.
   */
  lastStart(vm: string, signal: AbortSignal): Promise<string | null>;
  powerOn(vm: string, signal: AbortSignal): Promise<void>;
  /** Hard off. Already off is success. */
  powerOff(vm: string, signal: AbortSignal): Promise<void>;
  /** Asks the guest and returns; poll `powerState`. @throws DroverError platform.unsupported without Tools */
  shutdownGuest(vm: string, signal: AbortSignal): Promise<void>;

  /** Turns change tracking on and makes it effective (by `snapshot`, made and removed again, when the VM runs). */
  enableChangeTracking(vm: string, snapshot: Omit<SnapshotRequest, 'quiesce'>, signal: AbortSignal): Promise<void>;
  /** Off already is success. */
  disableChangeTracking(vm: string, signal: AbortSignal): Promise<void>;
  /** Room on the datastores of the VM, as far as the login may see it. */
  freeSpace(vm: string, signal: AbortSignal): Promise<DatastoreRoom[]>;
  /** Idempotent by name: a snapshot of this name that exists is returned, a running creation is awaited. */
  createSnapshot(vm: string, request: SnapshotRequest, signal: AbortSignal): Promise<SourceSnapshot>;
  /** @throws DroverError platform.not-found */
  readSnapshot(vm: string, snapshot: string, signal: AbortSignal): Promise<SourceSnapshot>;
  /**
   * Removes this snapshot only (never children) and waits for consolidation. Gone already is success.
   * @param lockMs how long a locked disk file is waited for; absent: ten minutes
   * @throws DroverError source.snapshot-not-removed when it stays locked
   */
  removeSnapshot(vm: string, snapshot: string, signal: AbortSignal, lockMs?: number): Promise<void>;
  /**
   * Merges delta files that the removal of a snapshot has left behind. None is success.
   * @throws DroverError source.snapshot-not-removed when one stays locked
   */
  consolidate(vm: string, signal: AbortSignal): Promise<void>;
  listSnapshots(vm: string, signal: AbortSignal): Promise<{ ref: string; name: string; createdAt: string }[]>;
  /**
   * Pages of extents that may have changed between `since` and the snapshot; `*`: all that is known in use.
   * Ascending over the whole capacity; empty pages are not the end.
   * @throws DroverError source.tracking-lost when the change id is stale or of another epoch
   */
  changedExtents(query: ChangeQuery, signal: AbortSignal): AsyncIterable<Extent[]>;

  /** Tries the transport with a small read. Null when it works, else why not. */
  probeTransport(vm: string, disk: string, transport: Transport, signal: AbortSignal): Promise<string | null>;
  /** Where the frozen bytes of the disk are. `snapshot` absent: the VM is off and its current disk is meant. */
  locate(request: LocateRequest, signal: AbortSignal): Promise<DiskLocation>;
  close(): Promise<void>;
}

export interface PlatformAbout {
  product: string;
  version: string;
  /** Stable identity of the server. */
  instance: string;
  /** Server clock, ISO 8601; null when it does not tell. */
  time: string | null;
}

export interface DatastoreRoom {
  datastore: string;
  capacityBytes: number;
  freeBytes: number;
}

export interface SnapshotRequest {
  /** Carries the migration id and round, so that ours can be told from others'. */
  name: string;
  description: string;
  quiesce: boolean;
}

export interface SourceSnapshot {
  ref: string;
  name: string;
  createdAt: string;
  quiesced: boolean;
  disks: SnapshotDisk[];
}

export interface SnapshotDisk {
  id: string;
  key: number;
  capacityBytes: number;
  /** Null: change tracking is not active on this disk. */
  changeId: string | null;
  /** Datastore path of the frozen file. */
  file: string;
}

export interface ChangeQuery {
  vm: string;
  snapshot: string | undefined;
  /** Which disk: its key is only where it was last, as somebody may have given it another place. Absent: go by the key. */
  diskId?: string | undefined;
  diskKey: number;
  capacityBytes: number;
  since: string;
}

export interface LocateRequest {
  vm: string;
  snapshot: string | undefined;
  diskId: string;
  transport: Transport;
}
