import { carriesMark, migrationTag, parseTags } from '../../platforms/proxmox/vm/migrationMark.ts';
import type { TargetLab } from './targetLab.ts';

export interface MarkedVm {
  node: string;
  vmid: number;
  running: boolean;
  tags: string[];
}

type Config = Record<string, unknown>;

/** The VMs in the Proxmox VE lab that a migration has made, by their tag and the id in their notes. */
export async function migrationVms(target: TargetLab, migrationId: string): Promise<MarkedVm[]> {
  const found: MarkedVm[] = [];
  for (const node of await onlineNodes(target)) {
    const rows = await target.get<{ vmid: number; status: string; tags?: string }[]>(`/nodes/${node}/qemu`);
    for (const { vmid, status, tags } of rows) {
      if (!parseTags(tags).includes(migrationTag(migrationId))) continue;
      const config = await target.get<Config>(`/nodes/${node}/qemu/${vmid}/config`);
      if (!carriesMark(config, migrationId)) continue;
      found.push({ node, vmid: Number(vmid), running: status === 'running', tags: parseTags(tags) });
    }
  }
  return found;
}

/** Volumes that bear a VM's number and that its configuration does not use. */
export async function orphanedVolumes(target: TargetLab, node: string, vmid: number): Promise<string[]> {
  const rows = await target.get<{ vmid: number }[]>(`/nodes/${node}/qemu`);
  const isThere = rows.some((row) => Number(row.vmid) === vmid);
  const config = isThere ? await target.get<Config>(`/nodes/${node}/qemu/${vmid}/config`) : {};
  // A disk that another one has replaced is listed as unusedN: nobody uses it.
  const used = Object.entries(config)
    .filter(([key]) => !key.startsWith('unused'))
    .map(([, value]) => String(value).split(',')[0]);
  const lists = await Promise.all(
    (await storagesWith(target, node, 'images')).map((storage) =>
      target.get<{ volid: string; vmid?: number }[]>(
        `/nodes/${node}/storage/${storage}/content?content=images&vmid=${vmid}`,
      ),
    ),
  );
  return lists
    .flat()
    .filter((volume) => Number(volume.vmid ?? vmid) === vmid && !used.includes(volume.volid))
    .map(({ volid }) => volid);
}

export async function onlineNodes(target: TargetLab): Promise<string[]> {
  const nodes = await target.get<{ node: string; status: string }[]>('/nodes');
  return nodes.filter(({ status }) => status === 'online').map(({ node }) => node);
}

/** The active storages of a node that hold a kind of content. */
export async function storagesWith(target: TargetLab, node: string, kind: string): Promise<string[]> {
  const rows = await target.get<{ storage: string; content: string; active: number }[]>(`/nodes/${node}/storage`);
  return rows
    .filter(({ content, active }) => active === 1 && content.split(',').includes(kind))
    .map(({ storage }) => storage);
}
