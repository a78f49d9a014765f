import type { Leftover } from '../../../contract/migration.ts';
import type { TargetVm } from '../../../ports/targetPlatform.ts';
import { onlineNodes } from '../facts/onlineNodes.ts';
import type { ProxmoxClient } from '../proxmoxClient.ts';
import { nodeStorages } from '../storage/nodeStorages.ts';
import { listImages } from '../storage/stagedImages.ts';
import { volumesOf } from '../storage/volumesOf.ts';
import { findMigrationVms } from '../vm/findMigrationVms.ts';
import { imagePrefix } from '../vm/migrationMark.ts';
import { parseProperties } from '../vm/propertyString.ts';
import { readConfig, type VmConfig } from '../vm/vmConfig.ts';

export interface StagedImage {
  node: string;
  image: string;
}

/** The VM, its volumes that are not part of it, and the staged images of a migration. */
export async function findByMigration(
  client: ProxmoxClient,
  migrationId: string,
  signal: AbortSignal,
): Promise<Leftover[]> {
  const found: Leftover[] = [];
  for (const vm of await findMigrationVms(client, migrationId, signal)) {
    found.push(leftoverVm(vm, 'Carries the tag and id of the migration.'));
    const attached = attachedVolumes(await readConfig(client, vm, signal));
    for (const { volume } of await volumesOf(client, vm, signal)) {
      if (!attached.has(volume)) found.push(leftoverVolume(vm, volume));
    }
  }
  const images = await findImages(client, migrationId, signal);
  return [...found, ...images.map((image) => leftoverImage(image, 'A staged image of the migration.'))];
}

/** Each image once, also when its storage is shared. */
export async function findImages(
  client: ProxmoxClient,
  migrationId: string,
  signal: AbortSignal,
): Promise<StagedImage[]> {
  const found = new Map<string, StagedImage>();
  for (const node of await onlineNodes(client, signal)) {
    for (const { name, active, content, shared } of await nodeStorages(client, node, signal)) {
      if (!active || !content.includes('import')) continue;
      for (const image of await listImages(client, node, name, signal)) {
        if (!image.startsWith(`${name}:import/${imagePrefix(migrationId)}`)) continue;
        const key = shared ? image : `${node}/${image}`;
        if (!found.has(key)) found.set(key, { node, image });
      }
    }
  }
  return [...found.values()];
}

export function leftoverVm({ node, vmid }: TargetVm, reason: string): Leftover {
  return {
    system: 'target',
    kind: 'vm',
    ref: String(vmid),
    reason,
    remove: `On ${node}: qm stop ${vmid}; qm destroy ${vmid} --destroy-unreferenced-disks 1 (with a stuck lock: qm unlock ${vmid} first).`,
  };
}

export function leftoverImage({ node, image }: StagedImage, reason: string): Leftover {
  return { system: 'target', kind: 'image', ref: image, reason, remove: `On ${node}: pvesm free ${image}` };
}

function leftoverVolume({ node, vmid }: TargetVm, volume: string): Leftover {
  return {
    system: 'target',
    kind: 'volume',
    ref: volume,
    reason: `Belongs to VM ${vmid} but is not attached to it.`,
    remove: `On ${node}: pvesm free ${volume}`,
  };
}

/** `unusedN` counts as not attached: it is what a disk becomes when another takes its place. */
function attachedVolumes(config: VmConfig): Set<string> {
  const drives = Object.entries(config).filter(([key]) => /^(scsi|virtio|sata|ide|efidisk|tpmstate)\d+$/.test(key));
  return new Set(drives.map(([, value]) => parseProperties(String(value), 'file').get('file') ?? ''));
}
