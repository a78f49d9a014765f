import type { Leftover } from '../contract/migration.ts';
import type { TargetFacts } from '../contract/targetFacts.ts';
import type { TargetHardware } from '../contract/targetHardware.ts';
import type { VmDefinition } from '../domain/vmDefinition.ts';
import type { PlatformAbout } from './sourcePlatform.ts';

/** What a platform that VMs come to must do. Everything made carries the migration id. */
export interface TargetPlatform {
  readonly kind: string;

  /** @throws DroverError platform.unreachable | certificate | unauthorised */
  about(signal: AbortSignal): Promise<PlatformAbout>;
  /** Privileges that the login lacks for this placement, e.g. `Datastore.AllocateSpace on /storage/local`. */
  missingPrivileges(placement: Partial<Placement>, signal: AbortSignal): Promise<string[]>;
  facts(signal: AbortSignal): Promise<TargetFacts>;

  /** An empty VM that holds the id and the migration's tag. Idempotent by migration id. */
  createShell(request: ShellRequest, signal: AbortSignal): Promise<TargetVm>;
  /** Allocates a volume owned by the VM. Idempotent by disk: asks what exists first. */
  allocateVolume(vm: TargetVm, request: VolumeRequest, signal: AbortSignal): Promise<TargetVolume>;
  /**
   * Enlarges a volume of the VM, which is off, to at least this size; what it holds stays. One that is large enough is
   * left alone. Returns it as the node sees it then.
   */
  growVolume(
    vm: TargetVm,
    request: { volume: string; capacityBytes: number },
    signal: AbortSignal,
  ): Promise<TargetVolume>;
  /** Path, format and size of a volume as the node sees it now. @throws DroverError platform.not-found */
  describeVolume(node: string, volume: string, signal: AbortSignal): Promise<TargetVolume>;
  /** Gets an image into staging content: the node fetches it, or it is sent there. Verifies SHA-256, idempotent by name. */
  fetchImage(request: FetchRequest, signal: AbortSignal, progress: (fraction: number) => void): Promise<string>;
  /** Imports a staged image as a volume of the VM, which need not be attached afterwards. Returns the volume. */
  importImage(
    vm: TargetVm,
    request: ImportRequest,
    signal: AbortSignal,
    progress: (fraction: number) => void,
  ): Promise<TargetVolume>;
  deleteImage(node: string, image: string, signal: AbortSignal): Promise<void>;
  /** Gives the VM its hardware, disks and networks. Idempotent: sets, never adds. */
  define(vm: TargetVm, definition: VmDefinition, signal: AbortSignal): Promise<void>;

  /** The hardware that the VM has now. @throws DroverError platform.not-found */
  hardware(vm: TargetVm, signal: AbortSignal): Promise<TargetHardware>;
  /** What `hardware` tells of a VM that was defined so and that nobody has changed since; sizes are not in it. */
  hardwareOf(definition: VmDefinition): TargetHardware;

  start(vm: TargetVm, signal: AbortSignal): Promise<void>;
  /** Hard stop; stopped already is success. */
  stop(vm: TargetVm, signal: AbortSignal): Promise<void>;
  running(vm: TargetVm, signal: AbortSignal): Promise<boolean>;
  /** What the guest agent says; null while it does not answer. */
  guest(vm: TargetVm, signal: AbortSignal): Promise<{ osName: string | null } | null>;
  /**
   * What the screen of the migration's VM shows, without touching the guest. Absent: the platform has no way to tell.
   * @throws DroverError platform.forbidden | not-found (also a VM of others) | unsupported | stalled | unreachable
   */
  takePicture?(migrationId: string, vm: TargetVm, signal: AbortSignal): Promise<ScreenPicture>;

  /** Everything on this platform that carries the migration id. */
  findByMigration(migrationId: string, signal: AbortSignal): Promise<Leftover[]>;
  /** Of which of these migrations something here carries the mark, and what. */
  findMarked(migrationIds: readonly string[], signal: AbortSignal): Promise<MigrationMark[]>;
  /**
   * Ends what is still being made, then stops and deletes the VM with its volumes, and staged images of the migration. Nothing there is success.
   * `spareRunning`: a VM that runs is left alone, and listed.
   */
  removeByMigration(
    migrationId: string,
    signal: AbortSignal,
    options?: { spareRunning?: boolean },
  ): Promise<Leftover[]>;
  close(): Promise<void>;
}

export interface MigrationMark {
  migrationId: string;
  kind: 'vm' | 'image';
}

export interface Placement {
  node: string;
  storages: string[];
  stagingStorage: string;
  bridges: string[];
  pool: string;
}

export interface TargetVm {
  node: string;
  vmid: number;
}

export interface ScreenPicture {
  /** When it was taken, ISO 8601. */
  at: string;
  width: number;
  height: number;
  /** PNG, at most 1 MiB. */
  png: Uint8Array;
}

export interface ShellRequest {
  migrationId: string;
  node: string;
  /** Absent: the platform's next free id. */
  vmid: number | undefined;
  name: string;
  pool: string | undefined;
  note: string;
}

export interface VolumeRequest {
  migrationId: string;
  /** Position of the disk in the VM, from 0. */
  index: number;
  storage: string;
  format: 'raw' | 'qcow2';
  capacityBytes: number;
}

export interface TargetVolume {
  node: string;
  storage: string;
  /** E.g. `local:100/vm-100-disk-0.raw`. */
  volume: string;
  /** Path on the node. */
  path: string;
  format: 'raw' | 'qcow2';
  /** Virtual size; may be larger than the disk. */
  sizeBytes: number;
}

export interface FetchRequest {
  migrationId: string;
  node: string;
  storage: string;
  fileName: string;
  /** Where the node may fetch it; null: nowhere, so that it must be sent. */
  url: string | null;
  /** The image itself, for a node that cannot fetch it. */
  content: { bytes: number; open(): Promise<AsyncIterable<Uint8Array>> };
  sha256: string;
  /** PEM of a CA or leaf to trust is not possible there: whether the node checks the certificate. */
  verifyCertificate: boolean;
}

export interface ImportRequest {
  migrationId: string;
  index: number;
  /** Staged image, as `fetchImage` returned it. */
  image: string;
  /** Of the image: an import of other bytes under the same name is done again. */
  sha256?: string;
  storage: string;
  format: 'raw' | 'qcow2' | undefined;
  /** Volume of an earlier import of this disk, wherever it is attached by now: deleted once the new one is whole. */
  replaces?: string | undefined;
}
