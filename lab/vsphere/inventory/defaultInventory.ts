import { awkwardMachines } from './awkwardMachines.ts';
import type { InventorySpec, MachineSpec } from './inventorySpec.ts';
import { disk, gib, mib, plainMachine } from './plainMachine.ts';

/** What the lab shows when no inventory file is given: live guests, a herd of small machines, and every oddity. */
export function defaultInventory(): InventorySpec {
  return {
    datacenters: [
      {
        name: 'Nova',
        folders: ['Europe'],
        hosts: [
          { name: 'esx-01.lab.example', cluster: 'Cluster-A' },
          { name: 'esx-02.lab.example', cluster: 'Cluster-A' },
          { name: 'esx-lost.lab.example', connection: 'notResponding' },
        ],
        datastores: [
          { name: 'vmfs-01', type: 'VMFS', capacityBytes: 4096 * gib, freeBytes: 2900 * gib },
          { name: 'nfs-01', type: 'NFS', capacityBytes: 1024 * gib, freeBytes: 300 * gib },
          { name: 'vsan-01', type: 'vsan', capacityBytes: 8192 * gib, freeBytes: 5000 * gib },
        ],
        networks: [
          { name: 'VM Network', kind: 'standard' },
          { name: 'dv-prod-120', kind: 'distributed', vlan: 120 },
          { name: 'dv-db-121', kind: 'distributed', vlan: 121 },
          { name: 'nsx-segment-web', kind: 'opaque' },
        ],
      },
      {
        name: 'Lab%2fTwo',
        hosts: [{ name: 'esx-11.lab.example' }],
        datastores: [{ name: 'vmfs-01', type: 'VMFS', capacityBytes: 1024 * gib, freeBytes: 700 * gib }],
        networks: [{ name: 'VM Network', kind: 'standard' }],
      },
    ],
    machines: [...demoGuests(), ...herd(), ...awkwardMachines()],
  };
}

function demoGuests(): MachineSpec[] {
  const shared: Partial<MachineSpec> = { memoryMiB: 192, tools: 'unmanaged', folders: ['Demo'] };
  // Sizes follow the images.
  const disks = [disk(0), disk(0, { unit: 1 })];
  return [
    plainMachine('demo-bios', {
      ...shared,
      disks,
      nics: [{ type: 'VirtualVmxnet3', network: 'VM Network', mac: '00:50:56:0a:00:01' }],
      guest: { bootImage: 'bios-boot.raw', dataImage: 'bios-data.raw' },
    }),
    plainMachine('demo-uefi', {
      ...shared,
      firmware: 'efi',
      hardwareVersion: 'vmx-20',
      controllers: [{ type: 'VirtualNVMEController', bus: 0 }],
      disks,
      nics: [{ type: 'VirtualVmxnet3', network: 'dv-prod-120', mac: '00:50:56:0a:00:02' }],
      guest: { bootImage: 'uefi-boot.raw', dataImage: 'uefi-data.raw' },
    }),
  ];
}

/** Small and harmless, so that twenty can be moved at once. */
function herd(): MachineSpec[] {
  return Array.from({ length: 22 }, (_, index) => {
    const number = String(index + 1).padStart(2, '0');
    return plainMachine(`herd-${number}`, {
      folders: ['Herd'],
      host: index % 2 === 0 ? 'esx-01.lab.example' : 'esx-02.lab.example',
      datastore: index % 3 === 2 ? 'nfs-01' : 'vmfs-01',
      disks: [disk((8 + (index % 4) * 8) * mib)],
      writer: { bytesPerSecond: 16 * 1024, workingSetBytes: mib },
    });
  });
}
