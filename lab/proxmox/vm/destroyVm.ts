import type { Identity } from '../access/accessConfig.ts';
import type { Datacenter } from '../datacenter.ts';
import { die, messageOf } from '../http/apiError.ts';
import { flag, integer, text } from '../schema/params.ts';
import type { Params } from '../schema/types.ts';
import { volumesOf } from './drives.ts';
import { ownerOf } from './pending.ts';

/** `DELETE /nodes/N/qemu/ID`: frees the VM's own volumes; the id is free again at the end. @returns the UPID */
export function destroyVm(datacenter: Datacenter, identity: Identity, params: Params): string {
  const node = text(params, 'node');
  const vmid = integer(params, 'vmid');
  const config = datacenter.vms.read(node, vmid);
  if (!flag(params, 'skiplock')) datacenter.vms.assertUnlocked(vmid, config);
  if (config.options['protection'] === '1') throw die(`can't remove VM ${vmid} - protection mode enabled`);
  if (datacenter.runtime.isRunning(vmid)) throw die(`VM ${vmid} is running - destroy failed`);

  return datacenter.tasks.start({ node, type: 'qmdestroy', id: String(vmid), identity }, async (task) => {
    await datacenter.vms.locked(vmid, async () => {
      task.progress(0);
      const owned = [...volumesOf(datacenter.vms.read(node, vmid))].filter((volid) => ownerOf(volid) === vmid);
      const unreferenced = flag(params, 'destroy-unreferenced-disks') ? await strayVolumes(datacenter, node, vmid) : [];
      for (const volid of new Set([...owned, ...unreferenced])) {
        await datacenter.storages.free(node, volid).catch((error: unknown) => {
          task.warn(`Could not remove disk '${volid}', check manually: ${messageOf(error)}`);
        });
      }
      task.progress(100);
      const { access } = datacenter;
      access.config.acl = access.config.acl.filter((entry) => entry.path !== `/vms/${vmid}`);
      access.save();
      datacenter.pools.removeVm(vmid);
      datacenter.runtime.forget(vmid);
      datacenter.vms.remove(node, vmid);
    });
  });
}

async function strayVolumes(datacenter: Datacenter, node: string, vmid: number): Promise<string[]> {
  const found: string[] = [];
  for (const config of datacenter.storages.configs()) {
    // Only storages of this node are looked at, as vdisk_list does.
    const { nodes } = config.details;
    if (config.disabled || (nodes && !nodes.split(',').includes(node))) continue;
    const volumes = await datacenter.storages
      .on(node, config.storage)
      .list()
      .catch(() => []);
    found.push(
      ...volumes.filter((volume) => volume.content === 'images' && volume.vmid === vmid).map(({ volid }) => volid),
    );
  }
  return found;
}
