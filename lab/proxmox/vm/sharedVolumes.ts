import type { Datacenter } from '../datacenter.ts';
import { volumesOf } from './drives.ts';

/** Raises an alarm for every volume of this VM that another VM's configuration names too. */
export function watchSharedVolumes(datacenter: Datacenter, vmid: number): void {
  const node = datacenter.vms.nodeOf(vmid);
  if (node === undefined) return;
  const mine = volumesOf(datacenter.vms.read(node, vmid));
  for (const other of datacenter.vms.ids()) {
    const where = datacenter.vms.nodeOf(other);
    if (other === vmid || where === undefined) continue;
    for (const volid of volumesOf(datacenter.vms.read(where, other))) {
      if (!mine.has(volid) || !volid.includes(':')) continue;
      datacenter.alarms.raise({
        kind: 'volume-attached-twice',
        volid,
        vmids: [vmid, other].sort((a, b) => a - b),
        text: `${volid} is attached to VM ${vmid} and to VM ${other}`,
      });
    }
  }
}
