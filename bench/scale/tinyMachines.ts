import type { InventorySpec } from '../../lab/vsphere/inventory/inventorySpec.ts';
import { disk, gib, mib, plainMachine } from '../../lab/vsphere/inventory/plainMachine.ts';

const hosts = Array.from({ length: 4 }, (_, index) => `esx-${index + 1}.lab.example`);
const datastores = Array.from({ length: 4 }, (_, index) => `vmfs-${index + 1}`);

/** What every network of the inventory is called. */
export const network = 'VM Network';

/** Machines of 4 MiB that write a block every eight seconds: what is measured is their number. */
export function tinyMachines(count: number): InventorySpec {
  const machines = Array.from({ length: count }, (_, index) =>
    plainMachine(`tiny-${String(index + 1).padStart(5, '0')}`, {
      host: hosts[index % hosts.length] ?? '',
      datastore: datastores[index % datastores.length] ?? '',
      disks: [disk(4 * mib, { filled: 0.25 })],
      nics: [{ type: 'VirtualVmxnet3', network }],
      writer: { bytesPerSecond: 512, workingSetBytes: mib },
    }),
  );
  const datacenter = {
    name: 'Nova',
    hosts: hosts.map((name) => ({ name, cluster: 'Cluster-A' })),
    datastores: datastores.map((name) => ({
      name,
      type: 'VMFS' as const,
      capacityBytes: 4096 * gib,
      freeBytes: 2900 * gib,
    })),
    networks: [{ name: network, kind: 'standard' as const }],
  };
  return { datacenters: [datacenter], machines };
}
