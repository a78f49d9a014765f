import type { Datacenter } from '../datacenter.ts';
import { die } from '../http/apiError.ts';
import { firmwareFiles } from '../qemu/firmware.ts';
import { assertHarmlessImage } from '../storage/importSource.ts';
import { imageInfo } from '../storage/qemuImg.ts';
import { formatSize, gib, kib, mib } from '../storage/sizes.ts';
import type { ImageFormat } from '../storage/storageBackend.ts';
import { parseVolumeId } from '../storage/volumeNames.ts';
import type { TaskContext } from '../tasks/task.ts';
import { newDiskSyntax } from './diskRequest.ts';
import { type Drive, isCdrom, printDrive } from './drives.ts';
import { copyImage } from './importDisk.ts';

export interface DiskWork {
  datacenter: Datacenter;
  task: TaskContext;
  node: string;
  vmid: number;
}

export interface CreatedDisks {
  /** Drive strings as they go into the configuration. */
  printed: Record<string, string>;
  /** Volumes made by this call. */
  allocated: string[];
}

/** Makes or looks up the volume of each drive, in the order of the keys; all or nothing. */
export async function createDisks(work: DiskWork, drives: readonly Drive[]): Promise<CreatedDisks> {
  const created: CreatedDisks = { printed: {}, allocated: [] };
  try {
    for (const drive of [...drives].sort((a, b) => (a.key < b.key ? -1 : 1))) {
      created.printed[drive.key] = await createDisk(work, drive, created.allocated);
    }
    return created;
  } catch (error) {
    await freeVolumes(work, created.allocated);
    throw error;
  }
}

export async function freeVolumes({ datacenter, task, node }: DiskWork, volids: readonly string[]): Promise<void> {
  for (const volid of volids) {
    await datacenter.storages.free(node, volid).catch((error: unknown) => task.log(String(error)));
  }
}

async function createDisk(work: DiskWork, drive: Drive, allocated: string[]): Promise<string> {
  const { datacenter, task, node } = work;
  const wanted = newDiskSyntax(drive.file);
  if (!wanted) return existingDisk(work, drive);
  const source = drive.options['import-from'];
  const content =
    source === undefined ? await emptyContent(drive, wanted.gigabytes) : await importContent(work, String(source));
  const backend = datacenter.storages.on(node, wanted.storage);
  const format = targetFormat(work, drive, { storage: wanted.storage, source: content.format });
  if (source !== undefined) task.log(`create full clone of drive (${source})`);
  const { vmid } = work;
  const volid = await datacenter.storages.allocate(node, wanted.storage, { vmid, format, bytes: content.bytes });
  allocated.push(volid);
  const volume = await backend.describe(volid.slice(wanted.storage.length + 1));
  if (content.path !== undefined) {
    if (source !== undefined) task.log(`allocated target volume '${volid}'`);
    const from = { path: content.path, format: content.format };
    await copyImage(datacenter, task, { vmid, source: from, target: volume, bytes: content.bytes });
  }
  const printed = printDrive({ ...drive, file: volid, options: { ...drive.options, size: formatSize(volume.size) } });
  task.log(`${drive.key}: successfully created disk '${printed}'`);
  return printed;
}

interface Content {
  bytes: number;
  format: ImageFormat;
  /** Absent: all zeroes. */
  path?: string;
}

async function emptyContent(drive: Drive, gigabytes: number): Promise<Content> {
  if (drive.key === 'efidisk0') {
    const vars = firmwareFiles({
      efitype: drive.options['efitype'] === '4m' ? '4m' : '2m',
      enrolled: drive.options['pre-enrolled-keys'] === true,
    }).vars;
    return { bytes: (await imageInfo(vars, 'raw'))['virtual-size'], format: 'raw', path: vars };
  }
  if (drive.key === 'tpmstate0') return { bytes: 4 * mib, format: 'raw' };
  return { bytes: Math.floor((gigabytes * gib) / kib) * kib, format: 'raw' };
}

async function importContent({ datacenter, node }: DiskWork, source: string): Promise<Content> {
  if (!parseVolumeId(source)) {
    const guessed = await imageInfo(source);
    const info = await assertHarmlessImage(source, guessed.format);
    return { bytes: info['virtual-size'], format: imageFormat(guessed.format), path: source };
  }
  const { volume } = await datacenter.storages.volume(node, source);
  const format = imageFormat(volume.format);
  if (volume.content === 'import') await assertHarmlessImage(volume.path, format);
  return { bytes: volume.size, format, path: volume.path };
}

function imageFormat(format: string): ImageFormat {
  if (format === 'raw' || format === 'qcow2' || format === 'vmdk') return format;
  throw die(`unsupported format '${format}'`);
}

/** `format=` if the storage can, else the source's format if it can, else the storage's default. */
function targetFormat(work: DiskWork, drive: Drive, from: { storage: string; source: ImageFormat }): ImageFormat {
  const backend = work.datacenter.storages.on(work.node, from.storage);
  const asked = drive.options['format'];
  const fitting = backend.formats.find((format) => format === (asked ?? from.source));
  if (fitting) return fitting;
  const fallback = backend.defaultFormat;
  if (asked !== undefined) {
    work.task.warn(`format '${asked}' is not supported by the target storage - using '${fallback}' instead`);
  }
  return fallback;
}

async function existingDisk({ datacenter, node }: DiskWork, drive: Drive): Promise<string> {
  if (isCdrom(drive)) {
    if (!parseVolumeId(drive.file)) return printDrive(drive);
    const { volume } = await datacenter.storages.volume(node, drive.file);
    return printDrive({ ...drive, options: { ...drive.options, size: formatSize(volume.size) } });
  }
  if (!parseVolumeId(drive.file)) return printDrive(drive);
  const { volume } = await datacenter.storages.volume(node, drive.file).catch(() => {
    throw die(`volume '${drive.file}' does not exist`);
  });
  return printDrive({ ...drive, options: { ...drive.options, size: formatSize(volume.size) } });
}
