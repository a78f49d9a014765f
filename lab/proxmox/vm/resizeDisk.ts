import type { Datacenter } from '../datacenter.ts';
import { die } from '../http/apiError.ts';
import { formatSize, parseSize } from '../storage/sizes.ts';
import { parseVolumeId } from '../storage/volumeNames.ts';
import type { TaskContext } from '../tasks/task.ts';
import { parseDrive, printDrive } from './drives.ts';

export interface ResizeRequest {
  node: string;
  vmid: number;
  disk: string;
  /** `+1G` grows by, `20G` to. */
  size: string;
  digest: string | undefined;
}

/** The body of a `resize` task; all its checks are inside the task, as in PVE. */
export async function resizeDisk(datacenter: Datacenter, task: TaskContext, request: ResizeRequest): Promise<void> {
  const { node, vmid, disk } = request;
  await datacenter.vms.locked(vmid, async () => {
    const config = datacenter.vms.read(node, vmid);
    if (request.digest !== undefined && request.digest !== datacenter.vms.digest(node, vmid)) {
      throw die('detected modified configuration - file changed by other user? Try again.');
    }
    datacenter.vms.assertUnlocked(vmid, config);
    const text = config.options[disk];
    if (text === undefined) throw die(`disk '${disk}' does not exist`);
    task.progress(0);
    const drive = parseDrive(disk, text);
    const { backend, volume } = await datacenter.storages.volume(node, drive.file);
    const amount = parseSize(request.size.replace(/^\+/, '')) ?? 0;
    const wanted = request.size.startsWith('+') ? volume.size + amount : amount;
    if (wanted < volume.size) throw die('shrinking disks is not supported');
    const machine = datacenter.runtime.running(vmid);
    if (machine) {
      if (!backend.fileBased) await backend.resize(volume.volname, wanted);
      await machine.execute('block_resize', { device: `drive-${disk}`, size: wanted });
    } else {
      await backend.resize(volume.volname, wanted);
    }
    const { size } = await backend.describe(parseVolumeId(drive.file)?.volname ?? '');
    config.options[disk] = printDrive({ ...drive, options: { ...drive.options, size: formatSize(size) } });
    datacenter.vms.write(node, vmid, config);
    task.progress(100);
  });
}
