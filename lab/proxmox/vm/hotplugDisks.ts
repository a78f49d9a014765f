import type { Datacenter } from '../datacenter.ts';
import { messageOf } from '../http/apiError.ts';
import { canHotplug } from '../qemu/hotplugDisk.ts';
import { parseDrive } from './drives.ts';
import type { VmConfig } from './vmConfigFile.ts';

export interface Hotplugged {
  /** Keys whose hardware now is as the pending section wants it; absent: the VM is off. */
  plugged: Set<string> | undefined;
  /** What did not work; these changes stay pending. */
  problems: Record<string, string>;
}

/** Takes disks out of a running VM and puts new ones in, as far as its hardware allows. */
export async function hotplugDisks(
  datacenter: Datacenter,
  { node, vmid, config }: { node: string; vmid: number; config: VmConfig },
): Promise<Hotplugged> {
  const machine = datacenter.runtime.running(vmid);
  if (!machine) return { plugged: undefined, problems: {} };
  const plugged = new Set<string>();
  const problems: Record<string, string> = {};
  const attempt = async (key: string, work: () => Promise<boolean>): Promise<void> => {
    try {
      if (await work()) plugged.add(key);
    } catch (error) {
      problems[key] = `hotplug problem - ${messageOf(error)}`;
    }
  };
  for (const key of config.pendingDelete) {
    if (config.options[key] === undefined || !canHotplug(config.options, key)) continue;
    await attempt(key, () => machine.unplug(key));
  }
  for (const [key, value] of Object.entries(config.pending)) {
    if (config.options[key] !== undefined || !canHotplug(config.options, key)) continue;
    await attempt(key, async () => {
      const drive = parseDrive(key, value);
      const { volume } = await datacenter.storages.volume(node, drive.file);
      await machine.plug(drive, { options: config.options, path: volume.path, format: volume.format });
      return true;
    });
  }
  return { plugged, problems };
}
