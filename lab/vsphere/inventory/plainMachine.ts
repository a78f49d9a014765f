import type { DiskSpec, MachineSpec } from './inventorySpec.ts';

export const mib = 1024 ** 2;
export const gib = 1024 ** 3;

/** An unremarkable Linux machine: whatever is special about one is given on top. */
export function plainMachine(name: string, special: Partial<MachineSpec> = {}): MachineSpec {
  return {
    name,
    datacenter: 'Nova',
    host: 'esx-01.lab.example',
    datastore: 'vmfs-01',
    power: 'poweredOn',
    guestId: 'debian12_64Guest',
    guestFullName: 'Debian GNU/Linux 12 (64-bit)',
    firmware: 'bios',
    hardwareVersion: 'vmx-19',
    cpus: 1,
    memoryMiB: 1024,
    controllers: [{ type: 'ParaVirtualSCSIController', bus: 0 }],
    disks: [disk(16 * mib)],
    nics: [{ type: 'VirtualVmxnet3', network: 'VM Network' }],
    tools: 'current',
    writer: { bytesPerSecond: 32 * 1024, workingSetBytes: 2 * mib },
    ...special,
  };
}

export function disk(capacityBytes: number, special: Partial<DiskSpec> = {}): DiskSpec {
  return { controller: 0, unit: 0, capacityBytes, ...special };
}
