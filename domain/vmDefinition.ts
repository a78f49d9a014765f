/** A VM as a target platform shall define it: the outcome of mapping a source VM by a plan. */
export interface VmDefinition {
  migrationId: string;
  name: string;
  description: string;
  /** SMBIOS UUID. */
  uuid: string;
  firmware: 'bios' | 'uefi';
  secureBoot: boolean;
  /** Storage for the EFI variables. */
  efiStorage: string;
  cpus: number;
  coresPerSocket: number;
  cpuType: string;
  memoryMiB: number;
  guestFamily: 'linux' | 'windows' | 'other';
  /** Chosen from the guest id, e.g. `l26`, `win11`. */
  osType: string;
  controller: 'pvscsi' | 'virtio' | 'lsi' | 'sata';
  /** Boot disk first. */
  disks: { volume: string; index: number }[];
  nics: DefinedNic[];
  /** What the firmware tries, in this order, and nothing else. */
  boot: BootEntry[];
  tags: string[];
  /** Start with the node. Only after a completed migration. */
  startOnBoot: boolean;
}

/** By the position in `disks` or `nics`; or the CD-ROM drive, which the VM has then, and which is empty. */
export type BootEntry = { kind: 'disk' | 'network'; position: number } | { kind: 'cdrom' };

export interface DefinedNic {
  model: 'vmxnet3' | 'e1000' | 'e1000e' | 'virtio';
  mac: string;
  bridge: string;
  vlan: number | undefined;
  connected: boolean;
}
