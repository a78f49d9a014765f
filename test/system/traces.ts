import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Migration } from '../../contract/migration.ts';
import type { DataCentres } from './dataCentres.ts';
import { sourceVm } from './migration.ts';

/**
 * What is really there of a migration, as the labs, the artifact store and the movers' folder show it: nothing that the
 * product says is asked.
 */
export async function tracesOf(centres: DataCentres, done: Migration): Promise<string[]> {
  const source = await sourceVm(centres, done.vm.ref);
  return [
    ...source.snapshots.filter((name) => name.includes(done.id)).map((name) => `snapshot ${name}`),
    ...targetTraces(centres, done),
    ...(await volumeTraces(centres, done)),
    ...(await artifactTraces(centres, done)),
    ...(existsSync(join(centres.folder, 'transfer', 'transfers', done.id)) ? [`journals of ${done.id}`] : []),
  ];
}

/** VMs that carry the tag or the whole id. */
function targetTraces({ proxmox }: DataCentres, { id }: Migration): string[] {
  const { vms } = proxmox.datacenter;
  return vms
    .ids()
    .filter((vmid) => {
      const { options } = vms.read(vms.nodeOf(vmid) ?? '', vmid);
      return JSON.stringify(options).includes(id) || String(options['tags']).includes(`drover-${id.slice(0, 12)}`);
    })
    .map((vmid) => `vm ${vmid}`);
}

/** Staged images by the id in their names; disks that belong to the migration's VM, which is no more. */
async function volumeTraces({ proxmox }: DataCentres, { id, targetVm }: Migration): Promise<string[]> {
  const { nodes, storages, vms } = proxmox.datacenter;
  const found = new Set<string>();
  for (const node of nodes.names) {
    for (const { storage } of storages.configs().filter((config) => storages.isOn(node, config.storage))) {
      for (const volume of await storages.on(node, storage).list()) {
        // An id that is free again may be another migration's by now, with a VM of its own.
        const orphan = volume.vmid !== undefined && volume.vmid === targetVm?.vmid && !vms.ids().includes(volume.vmid);
        if (orphan || volume.volid.includes(id)) found.add(`volume ${volume.volid}`);
      }
    }
  }
  return [...found];
}

/** Objects, and parts of uploads that were begun (storage/localArtifactStore.ts). */
async function artifactTraces({ folder }: DataCentres, { id, disks }: Migration): Promise<string[]> {
  const store = join(folder, 'artifacts');
  const prefix = `migrations/${id}`;
  const names = async (path: string) => readdir(join(store, path)).catch(() => []);
  const objects = (await names(`objects/${prefix}`)).map((name) => `artifact ${prefix}/${name}`);
  const keys = disks.map((disk) => `${prefix}/${disk.id.replace(/[^A-Za-z0-9-]/g, '-')}.qcow2`);
  const begun = keys.map(async (key) => {
    const home = createHash('sha256').update(key).digest('hex').slice(0, 32);
    return (await names(`parts/${home}`)).length > 0 ? [`parts of ${key}`] : [];
  });
  return [...objects, ...(await Promise.all(begun)).flat()];
}
