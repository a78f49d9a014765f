/**
 * What the two lab data centres tell about themselves on their control ports.
 * Plain types, no code: the lab shares nothing else with the product that it tests.
 */

/** `lab.json` in a lab's folder, `GET /info` on its control port, and the one JSON line it prints when ready. */
export interface LabInfo {
  kind: 'vsphere' | 'proxmox';
  /** Base address of the simulated product, e.g. `https://127.0.0.1:41001`. */
  url: string;
  /** Plain-HTTP control port on loopback: faults, access log, guests' serial lines. */
  controlUrl: string;
  /** SHA-256 of the DER certificate, upper-case colon hex. */
  fingerprint256: string;
  credentials: LabCredential[];
  pid: number;
}

export interface LabCredential {
  /** `administrator`: everything; `migrator`: exactly the least privileges of docs; `readonly`: lacks most. */
  role: 'administrator' | 'migrator' | 'readonly';
  username: string;
  /** Proxmox VE tokens: `tokenId` is `user@realm!name`, `password` its secret. */
  password: string;
  tokenId?: string;
}

/** `POST /faults`: arms a named fault. `GET /faults` lists those armed, `DELETE /faults/:id` and `DELETE /faults` disarm. */
export interface LabFaultRequest {
  name: string;
  /** How often it strikes before it disarms itself; absent: once. 0: until disarmed. */
  count?: number;
  /** Let this many matching occasions pass first. */
  skip?: number;
  /** Narrows the occasions, e.g. `{ "vm": "vm-101" }`, `{ "file": "x-flat.vmdk" }`, `{ "percent": 40 }`. */
  match?: Record<string, string | number | boolean>;
}

export interface LabFault extends LabFaultRequest {
  id: string;
  struck: number;
}

/** One read of disk bytes served by the vSphere lab (`GET /access-log?vm=&since=`). */
export interface LabAccess {
  at: string;
  vm: string;
  diskKey: number;
  file: string;
  transport: 'folder' | 'nfc';
  user: string;
  offset: number;
  bytes: number;
  /** Name of the snapshot whose frozen bytes these are; null: of the disk as it was at that moment. */
  snapshot: string | null;
  /** Power state of the VM while its bytes were read. */
  power: 'poweredOn' | 'poweredOff' | 'suspended';
}

/** `GET /vms/:id` on the vSphere lab's control port. */
export interface LabSourceVm {
  id: string;
  name: string;
  backing: 'qemu' | 'synthetic';
  power: 'poweredOn' | 'poweredOff' | 'suspended';
  /** Every change of power, oldest first. */
  powerHistory: { at: string; power: 'poweredOn' | 'poweredOff' | 'suspended' }[];
  snapshots: string[];
  /** QEMU guests: highest record number acknowledged on the serial line after its fsync; null before the first. */
  lastSequenceWritten: number | null;
  /** Roots that the lab itself computed, one entry per snapshot taken while powered off, oldest first. */
  roots: LabSnapshotRoots[];
}

export interface LabSnapshotRoots {
  snapshot: string;
  name: string;
  takenAt: string;
  disks: { diskKey: number; uuid: string; capacityBytes: number; root: string }[];
}

/** `GET /vms/:vmid/guest` on the Proxmox VE lab's control port: what a booted guest said on its serial line. */
export interface LabGuestReport {
  vmid: number;
  running: boolean;
  booted: boolean;
  verdict: 'intact' | 'lost' | 'corrupt' | null;
  systemOk: boolean | null;
  lastSequenceFound: number | null;
  firmware: 'bios' | 'uefi' | null;
  storageDriver: string | null;
  networkDriver: string | null;
  /** Verdicts of all boots since the VM was made, oldest first, also of those before a restart of the lab. */
  boots: { verdict: 'intact' | 'lost' | 'corrupt'; systemOk: boolean; lastSequenceFound: number }[];
}
