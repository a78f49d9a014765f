import type { Client } from '../../client/client.ts';
import type { LabSourceVm } from '../../contract/lab.ts';
import type { Migration } from '../../contract/migration.ts';
import { migrationVms, onlineNodes, orphanedVolumes, storagesWith } from './migrationVms.ts';
import type { TargetLab } from './targetLab.ts';

/** What a migration has left behind, by both labs' own word and the product's. */
export async function findResidue(
  api: Client,
  migration: Migration,
  source: LabSourceVm,
  target: TargetLab,
): Promise<string[]> {
  const snapshots = source.snapshots.map((snapshot) => `snapshot ${snapshot} of ${source.name} at the source`);
  const told = migration.leftovers.map(({ kind, ref, reason }) => `${kind} ${ref}: ${reason}`);
  const { items } = await api.listArtifacts({ params: { id: migration.id } });
  const images = items.filter(({ key }) => /\.(qcow2|raw)$/.test(key)).map(({ key }) => `exported image ${key}`);
  return [...snapshots, ...told, ...images, ...(await targetResidue(target, migration))];
}

/** All that bears the migration's mark or its VM's number, on every node, but for the VM that was asked for. */
export async function targetResidue(
  target: TargetLab,
  { id, targetVm }: Pick<Migration, 'id' | 'targetVm'>,
): Promise<string[]> {
  const made = await migrationVms(target, id);
  const others = made.filter(({ vmid }) => vmid !== targetVm?.vmid);
  const vmids = new Set([...made.map(({ vmid }) => vmid), ...(targetVm === null ? [] : [targetVm.vmid])]);
  const [volumes, images] = [new Set<string>(), new Set<string>()];
  for (const node of await onlineNodes(target)) {
    for (const vmid of vmids) {
      const home = made.find((vm) => vm.vmid === vmid)?.node ?? targetVm?.node;
      // Shared storages show on every node what the VM uses on its own.
      if (node === home) for (const volume of await orphanedVolumes(target, node, vmid)) volumes.add(volume);
    }
    for (const storage of await storagesWith(target, node, 'import')) {
      const path = `/nodes/${node}/storage/${storage}/content?content=import`;
      for (const { volid } of await target.get<{ volid: string }[]>(path)) if (volid.includes(id)) images.add(volid);
    }
  }
  return [
    ...others.map(({ node, vmid }) => `VM ${vmid} on ${node} at the target`),
    ...[...volumes].map((volume) => `orphaned volume ${volume} at the target`),
    ...[...images].map((image) => `staged image ${image} at the target`),
  ];
}
