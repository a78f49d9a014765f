import type { Datacenter } from '../datacenter.ts';
import { die } from '../http/apiError.ts';
import { formatSize, humanSize } from '../storage/sizes.ts';
import type { ImageFormat } from '../storage/storageBackend.ts';
import { parseVolumeId } from '../storage/volumeNames.ts';
import type { TaskContext } from '../tasks/task.ts';
import { addUnused, dropFromBootOrder, isUnusedKey, parseDrive, printDrive } from './drives.ts';
import { copyImage } from './importDisk.ts';

export interface MoveRequest {
  node: string;
  vmid: number;
  disk: string;
  digest: string | undefined;
}

/** @throws ApiError the refusals that both kinds of move share. */
export function assertMovable(datacenter: Datacenter, request: MoveRequest): string {
  const { node, vmid, disk, digest } = request;
  const config = datacenter.vms.read(node, vmid);
  if (digest !== undefined && digest !== datacenter.vms.digest(node, vmid)) {
    throw die('detected modified configuration - file changed by other user? Try again.');
  }
  datacenter.vms.assertUnlocked(vmid, config);
  const text = config.options[disk];
  if (text === undefined) throw die(`disk '${disk}' does not exist`);
  return text;
}

/** Copies a disk to another storage, live if the VM runs; the old volume stays as `unusedN` unless `remove`. */
export async function moveToStorage(
  datacenter: Datacenter,
  task: TaskContext,
  request: MoveRequest & { storage: string; format: ImageFormat; remove: boolean },
): Promise<void> {
  const { node, vmid, disk, storage, format } = request;
  await datacenter.vms.locked(vmid, async () => {
    const drive = parseDrive(disk, assertMovable(datacenter, request));
    const { volume: source } = await datacenter.storages.volume(node, drive.file);
    task.progress(0);
    task.log(`create full clone of drive ${disk} (${drive.file})`);
    const volid = await datacenter.storages.allocate(node, storage, { vmid, format, bytes: source.size });
    const { volume: target } = await datacenter.storages.volume(node, volid);
    try {
      const machine = datacenter.runtime.running(vmid);
      if (machine && !isUnusedKey(disk)) {
        await machine.mirror(`drive-${disk}`, target, task.signal);
        task.log(`transferred ${humanSize(source.size)} of ${humanSize(source.size)} (100.00%) (ready)`);
      } else {
        await copyImage(datacenter, task, { vmid, source, target, bytes: source.size });
      }
      task.progress(100);
    } catch (error) {
      await datacenter.storages.free(node, volid);
      throw error;
    }
    const config = datacenter.vms.read(node, vmid);
    const options = isUnusedKey(disk) ? {} : { ...drive.options, size: formatSize(target.size) };
    config.options[disk] = isUnusedKey(disk) ? volid : printDrive({ ...drive, file: volid, options });
    if (!request.remove) addUnused(config.options, drive.file);
    datacenter.vms.write(node, vmid, config);
    if (request.remove) await datacenter.storages.free(node, drive.file);
  });
}

/** Gives a disk to another VM on the same node: the volume is renamed, the key moves from one config to the other. */
export async function reassignDisk(
  datacenter: Datacenter,
  task: TaskContext,
  request: MoveRequest & { targetVmid: number; targetDisk: string },
): Promise<void> {
  const { node, vmid, disk, targetVmid, targetDisk } = request;
  const [first, second] = [vmid, targetVmid].sort((a, b) => a - b) as [number, number];
  await datacenter.vms.locked(first, () =>
    datacenter.vms.locked(second, async () => {
      const drive = parseDrive(disk, assertMovable(datacenter, request));
      task.progress(0);
      const source = datacenter.vms.read(node, vmid);
      const target = datacenter.vms.read(node, targetVmid);
      datacenter.vms.assertUnlocked(targetVmid, target);
      if (target.options[targetDisk] !== undefined) {
        throw die(`Target disk key '${targetDisk}' is already in use for VM '${targetVmid}'`);
      }
      const parsed = parseVolumeId(drive.file);
      if (!parsed) throw die(`disk '${disk}' has no volume`);
      const backend = datacenter.storages.on(node, parsed.storage);
      const volname = await backend.rename(parsed.volname, targetVmid);
      const volid = `${parsed.storage}:${volname}`;
      delete source.options[disk];
      dropFromBootOrder(source.options, disk);
      const size = formatSize((await backend.describe(volname)).size);
      const moved = { key: targetDisk, file: volid, options: { ...drive.options, size } };
      // A running VM gets its new disk at its next start.
      const section = datacenter.runtime.isRunning(targetVmid) ? target.pending : target.options;
      section[targetDisk] = isUnusedKey(targetDisk) ? volid : printDrive(moved);
      datacenter.vms.write(node, vmid, source);
      datacenter.vms.write(node, targetVmid, target);
      task.log(`disk '${disk}' of VM ${vmid} is now '${targetDisk}' of VM ${targetVmid} (${volid})`);
      task.progress(100);
    }),
  );
}
