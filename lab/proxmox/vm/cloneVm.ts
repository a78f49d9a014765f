import { randomUUID } from 'node:crypto';
import type { Identity } from '../access/accessConfig.ts';
import type { Datacenter } from '../datacenter.ts';
import { die, messageOf } from '../http/apiError.ts';
import { flag, integer, optionalText, text } from '../schema/params.ts';
import type { Params } from '../schema/types.ts';
import { formatSize } from '../storage/sizes.ts';
import { parseVolumeId } from '../storage/volumeNames.ts';
import type { TaskContext } from '../tasks/task.ts';
import { type DiskWork, freeVolumes } from './createDisks.ts';
import { drivesOf, isCdrom, isUnusedKey, printDrive } from './drives.ts';
import { copyImage } from './importDisk.ts';
import { tidyNet } from './normalise.ts';
import { emptyVmConfig } from './vmConfigFile.ts';

/** `POST …/clone`, full clones of stopped VMs. @returns the UPID */
export async function cloneVm(datacenter: Datacenter, identity: Identity, params: Params): Promise<string> {
  const node = text(params, 'node');
  const vmid = integer(params, 'vmid');
  const newid = integer(params, 'newid');
  const pool = optionalText(params, 'pool');
  const storage = optionalText(params, 'storage');
  const source = datacenter.vms.read(node, vmid);
  datacenter.vms.assertUnlocked(vmid, source);
  datacenter.access.requireVm(identity, { vmid: newid, pool }, ['VM.Allocate']);
  if (source.options['template'] === '1' && !flag(params, 'full'))
    throw die('linked clones are not simulated by this lab');
  if (datacenter.runtime.isRunning(vmid)) throw die('this lab clones stopped VMs only');
  if (params['snapname'] !== undefined) throw die('this lab clones the current state only');
  const disks = drivesOf(source.options).filter((drive) => !isCdrom(drive));
  for (const drive of disks) {
    const target = storage ?? parseVolumeId(drive.file)?.storage ?? '';
    datacenter.access.require(identity, `/storage/${target}`, ['Datastore.AllocateSpace']);
  }
  const where = datacenter.vms.nodeOf(newid);
  if (where !== undefined) throw die(`unable to create VM ${newid}: config file already exists`);
  datacenter.vms.write(node, newid, { ...emptyVmConfig(), options: { lock: 'clone' } });
  if (pool !== undefined) datacenter.pools.addVm(pool, newid);

  return datacenter.tasks.start({ node, type: 'qmclone', id: String(vmid), identity }, async (task) => {
    const work = { datacenter, task, node, vmid: newid };
    const allocated: string[] = [];
    try {
      const options = freshOptions(source.options, params);
      for (const drive of disks) {
        task.progress(0);
        const volid = await cloneVolume(work, drive.file, storage);
        allocated.push(volid);
        const { volume } = await datacenter.storages.volume(node, volid);
        options[drive.key] = printDrive({
          ...drive,
          file: volid,
          options: { ...drive.options, size: formatSize(volume.size) },
        });
      }
      datacenter.vms.write(node, newid, { ...emptyVmConfig(), options });
    } catch (error) {
      await freeVolumes(work, allocated);
      datacenter.vms.remove(node, newid);
      datacenter.pools.removeVm(newid);
      throw die(`clone failed: ${messageOf(error)}`);
    }
  });
}

async function cloneVolume(
  work: DiskWork & { task: TaskContext },
  volid: string,
  storage: string | undefined,
): Promise<string> {
  const { datacenter, task, node, vmid } = work;
  const { backend, volume: source } = await datacenter.storages.volume(node, volid);
  const wanted = storage ?? backend.config.storage;
  const target = datacenter.storages.on(node, wanted);
  const format = target.formats.find((one) => one === source.format) ?? target.defaultFormat;
  const copy = await datacenter.storages.allocate(node, wanted, { vmid, format, bytes: source.size });
  try {
    task.log(`create full clone of drive (${volid})`);
    const { volume } = await datacenter.storages.volume(node, copy);
    await copyImage(datacenter, task, { vmid, source, target: volume, bytes: source.size });
    return copy;
  } catch (error) {
    await datacenter.storages.free(node, copy);
    throw error;
  }
}

/** A clone is another machine: new addresses, new identity. */
function freshOptions(source: Record<string, string>, params: Params): Record<string, string> {
  const options: Record<string, string> = {};
  for (const [key, value] of Object.entries(source)) {
    if (['lock', 'template', 'parent', 'meta'].includes(key) || isUnusedKey(key)) continue;
    options[key] = /^net\d+$/.test(key) ? tidyNet(value, true) : value;
  }
  options['name'] = optionalText(params, 'name') ?? `Copy-of-VM-${source['name'] ?? params['vmid']}`;
  const description = optionalText(params, 'description');
  if (description !== undefined) options['description'] = description;
  options['smbios1'] =
    (source['smbios1'] ?? '').replace(/uuid=[^,]*/, `uuid=${randomUUID()}`) || `uuid=${randomUUID()}`;
  options['vmgenid'] = randomUUID();
  return options;
}
