import type { AddressGuard } from './addressGuard.ts';

/**
 * Where the bytes of a frozen disk can be had. Adapters of source platforms describe it, the transfer engine opens it;
 * so neither imports the other.
 */
export type DiskLocation = RangeLocation | ExportLocation | NbdLocation;

/** What a disk shares with other disks, so that not too much is read from it at once. Absent: not known. */
export interface SourcePlace {
  /** Tells the ESXi host from all others, of other vCenters too. */
  host?: string;
  /** The same of the datastore. */
  datastore?: string;
}

/** Ranges over HTTPS, e.g. a flat file behind the datastore `/folder` endpoint. */
export interface RangeLocation {
  transport: 'https';
  place?: SourcePlace;
  url: string;
  capacityBytes: number;
  /** Pin, upper-case colon hex; absent: public trust. */
  fingerprint256?: string;
  /** Where connections may go; absent: anywhere. */
  guard?: AddressGuard;
  /** Headers that authorise a request; called again with `renew` after a 401. */
  authorisation(renew: boolean): Promise<Record<string, string>>;
  /** Connections that the host bears for one disk: to begin with, and at most when more of them bring more. */
  parallelReads: number;
  mostReads?: number;
}

/** A stream-optimised VMDK out of an export lease that dies without progress reports. */
export interface ExportLocation {
  transport: 'nfc';
  place?: SourcePlace;
  capacityBytes: number;
  /** Opens the stream from its beginning; there is no way to continue one. */
  open(signal: AbortSignal): Promise<ExportStream>;
}

export interface ExportStream {
  body: AsyncIterable<Uint8Array>;
  /** Total of compressed bytes when the server tells, else null. */
  lengthBytes: number | null;
  /** Reports progress of this disk, 0..1; the adapter keeps the lease alive. */
  progress(fraction: number): void;
  /** Ends the lease well, after the manifest's size and checksum of what was read were compared. */
  complete(seen: { bytes: number; sha1: string }): Promise<void>;
  abort(): Promise<void>;
}

/** An NBD export on a unix socket, e.g. nbdkit with a plug-in of the user's. */
export interface NbdLocation {
  transport: 'nbd';
  place?: SourcePlace;
  socket: string;
  exportName: string;
  capacityBytes: number;
  /** Ends the server. */
  release(): Promise<void>;
}
