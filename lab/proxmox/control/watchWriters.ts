import { realpathSync } from 'node:fs';
import type { Datacenter } from '../datacenter.ts';
import type { Volume } from '../storage/storageBackend.ts';
import { holdersOf } from './openFiles.ts';

/** Raises an alarm for every volume that two processes have open for writing right now. */
export async function watchWriters(datacenter: Datacenter): Promise<void> {
  const volumes = new Map<string, Volume>();
  for (const node of datacenter.nodes.names) {
    for (const { storage } of datacenter.storages.configs()) {
      if (!datacenter.storages.isOn(node, storage)) continue;
      for (const volume of await datacenter.storages.on(node, storage).list()) {
        if (volume.content === 'images') volumes.set(realpathSync(volume.path), volume);
      }
    }
  }
  for (const [path, holders] of holdersOf(volumes.keys())) {
    const writers = holders.filter((holder) => holder.writes).map((holder) => holder.pid);
    const volume = volumes.get(path);
    if (writers.length < 2 || !volume) continue;
    datacenter.alarms.raise({
      kind: 'volume-two-writers',
      volid: volume.volid,
      vmids: volume.vmid === undefined ? [] : [volume.vmid],
      text: `${volume.volid} is open for writing in processes ${writers.join(', ')}`,
    });
  }
}
