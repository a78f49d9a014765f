import type { TargetVm } from '../../../ports/targetPlatform.ts';
import type { ProxmoxClient } from '../proxmoxClient.ts';
import { segment } from '../transport/parameters.ts';
import { nodeStorages } from './nodeStorages.ts';

export interface OwnedVolume {
  volume: string;
  format: string;
  sizeBytes: number;
}

/** Every volume on the node's active storages that is named after this VM id, attached or not. */
export async function volumesOf(client: ProxmoxClient, vm: TargetVm, signal: AbortSignal): Promise<OwnedVolume[]> {
  const storages = (await nodeStorages(client, vm.node, signal)).filter(
    ({ active, content }) => active && content.includes('images'),
  );
  const perStorage = await Promise.all(storages.map(({ name }) => volumesOn(client, vm, name, signal)));
  return perStorage.flat();
}

export async function volumesOn(
  client: ProxmoxClient,
  vm: TargetVm,
  storage: string,
  signal: AbortSignal,
): Promise<OwnedVolume[]> {
  const rows = await client
    .api(signal)
    .nodes.$(segment(vm.node))
    .storage.$(segment(storage))
    .content.$get({ content: 'images', vmid: vm.vmid });
  return rows
    .filter((row) => row.vmid === undefined || Number(row.vmid) === vm.vmid)
    .map((row) => ({ volume: row.volid, format: row.format, sizeBytes: Number(row.size ?? 0) }));
}
