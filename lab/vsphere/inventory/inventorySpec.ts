/** What an inventory file says: JSON of this shape, or the built-in one of `defaultInventory.ts`. */
export interface InventorySpec {
  datacenters: DatacenterSpec[];
  machines: MachineSpec[];
}

export interface DatacenterSpec {
  name: string;
  /** Folders above it, outermost first, as stored (`/` is `%2f`). */
  folders?: string[];
  hosts: HostSpec[];
  datastores: DatastoreSpec[];
  networks: NetworkSpec[];
}

export interface HostSpec {
  name: string;
  /** Hosts of one cluster share it; absent: a standalone host. */
  cluster?: string;
  connection?: 'connected' | 'disconnected' | 'notResponding';
  maintenance?: boolean;
}

export interface DatastoreSpec {
  name: string;
  type: 'VMFS' | 'NFS' | 'vsan';
  capacityBytes: number;
  freeBytes: number;
}

export interface NetworkSpec {
  name: string;
  kind: 'standard' | 'distributed' | 'opaque';
  /** Distributed port groups only. */
  vlan?: number;
}

export type ControllerType =
  | 'VirtualLsiLogicController'
  | 'VirtualLsiLogicSASController'
  | 'VirtualBusLogicController'
  | 'ParaVirtualSCSIController'
  | 'VirtualAHCIController'
  | 'VirtualNVMEController'
  | 'VirtualIDEController';

export interface ControllerSpec {
  type: ControllerType;
  bus: number;
  sharedBus?: 'noSharing' | 'virtualSharing' | 'physicalSharing';
}

export interface DiskSpec {
  /** Index into `controllers`. */
  controller: number;
  unit: number;
  capacityBytes: number;
  mode?: 'persistent' | 'nonpersistent' | 'independent_persistent' | 'independent_nonpersistent';
  backing?: 'flat' | 'seSparse' | 'rdmVirtual' | 'rdmPhysical';
  thin?: boolean;
  multiWriter?: boolean;
  encrypted?: boolean;
  /** Share of the disk that holds data at the start, 0 to 1. */
  filled?: number;
}

export type NicType =
  | 'VirtualE1000'
  | 'VirtualE1000e'
  | 'VirtualVmxnet2'
  | 'VirtualVmxnet3'
  | 'VirtualPCNet32'
  | 'VirtualSriovEthernetCard';

export interface NicSpec {
  type: NicType;
  /** Name of a network in the same datacenter. */
  network: string;
  mac?: string;
  connected?: boolean;
}

export interface MachineSpec {
  name: string;
  datacenter: string;
  /** Folders below the datacenter's `vm` folder, as stored. */
  folders?: string[];
  host: string;
  datastore: string;
  power: 'poweredOn' | 'poweredOff' | 'suspended';
  guestId: string;
  guestFullName: string;
  firmware: 'bios' | 'efi';
  secureBoot?: boolean;
  tpm?: boolean;
  encryptedHome?: boolean;
  hardwareVersion: string;
  cpus: number;
  coresPerSocket?: number;
  memoryMiB: number;
  controllers: ControllerSpec[];
  disks: DiskSpec[];
  nics: NicSpec[];
  /** Boot order set by hand: indices into `disks`, after the network and the CD-ROM. */
  bootDisks?: number[];
  tools: 'current' | 'unmanaged' | 'old' | 'notRunning' | 'notInstalled';
  changeTracking?: boolean;
  template?: boolean;
  annotation?: string;
  /** Names of snapshots that somebody else has left, oldest first. */
  snapshots?: string[];
  question?: string;
  /** `config` is unset, as of a VM whose files cannot be reached. */
  inaccessible?: boolean;
  /** Hardware that cannot be moved. */
  extras?: ('usb' | 'pciPassthrough' | 'serialPort' | 'cdromIso')[];
  extraConfig?: Record<string, string>;
  /** Background writer of a synthetic guest. */
  writer?: { bytesPerSecond: number; workingSetBytes: number };
  /** A live QEMU guest; the images are found in the folder given by `--guests`. */
  guest?: { bootImage: string; dataImage: string };
  uuid?: string;
}
