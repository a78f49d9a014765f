import type { ErrorCode } from '../../../contract/errors.ts';

const codes: Record<string, ErrorCode> = {
  InvalidLogin: 'platform.unauthorised',
  NotAuthenticated: 'platform.session-ended',
  NoPermission: 'platform.forbidden',
  ManagedObjectNotFound: 'platform.not-found',
  NotFound: 'platform.not-found',
  FileNotFound: 'platform.not-found',
  TaskInProgress: 'platform.busy',
  ConcurrentAccess: 'platform.busy',
  FileLocked: 'platform.busy',
  ResourceInUse: 'platform.busy',
  InvalidState: 'platform.conflict',
  InvalidPowerState: 'platform.conflict',
  InvalidVmState: 'platform.conflict',
  InvalidHostState: 'platform.conflict',
  MethodDisabled: 'platform.conflict',
  FileFault: 'platform.conflict',
  CannotAccessFile: 'platform.conflict',
  SnapshotFault: 'platform.conflict',
  ApplicationQuiesceFault: 'platform.conflict',
  FilesystemQuiesceFault: 'platform.conflict',
  MemorySnapshotOnIndependentDisk: 'platform.conflict',
  TooManySnapshotLevels: 'platform.conflict',
  VmConfigFault: 'platform.conflict',
  GenericVmConfigFault: 'platform.conflict',
  NoDiskSpace: 'platform.quota',
  InsufficientResourcesFault: 'platform.quota',
  InsufficientMemoryResourcesFault: 'platform.quota',
  InsufficientCpuResourcesFault: 'platform.quota',
  ToolsUnavailable: 'platform.unsupported',
  MethodNotFound: 'platform.unsupported',
  NotSupported: 'platform.unsupported',
  NotImplemented: 'platform.unsupported',
  RestrictedVersion: 'platform.unsupported',
  HostNotConnected: 'platform.unreachable',
  HostNotReachable: 'platform.unreachable',
  HostCommunication: 'platform.unreachable',
  Timedout: 'platform.stalled',
  RequestCanceled: 'platform.stalled',
};

/** Say that something failed; what, says the fault inside. */
const envelopes = new Set(['MethodFault', 'SystemError', 'VmConfigFault', 'GenericVmConfigFault', 'SnapshotFault']);

export function isEnvelope(type: string): boolean {
  return envelopes.has(type);
}

/** A class that is not listed is one that nobody foresaw: its name is in the evidence. */
export function codeOfFault(type: string): ErrorCode {
  return codes[type] ?? 'platform.protocol';
}
