import type { Stats } from 'node:fs';
import { open, realpath, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve, sep } from 'node:path';
import { DroverError } from '../../contract/errors.ts';
import type { TargetVolume } from '../../ports/targetPlatform.ts';
import { runTool } from './runTool.ts';

/** A volume that was looked at and found to be the one that was allocated. */
export interface CheckedVolume {
  /** With every symbolic link resolved. */
  path: string;
  format: 'raw' | 'qcow2';
  /** Virtual size, bytes. */
  sizeBytes: number;
  blockDevice: boolean;
  /** Differs when the volume was replaced by another one under the same name. */
  mark: string;
}

/**
 * Looks at the volume before a byte is written.
 * @throws DroverError mover.path-refused | mover.volume-mismatch
 */
export async function checkVolumeAccess(
  volume: TargetVolume,
  capacityBytes: number,
  roots: readonly string[],
): Promise<CheckedVolume> {
  const path = await resolveInside(volume, roots);
  const stats = await stat(path);
  const blockDevice = stats.isBlockDevice();
  if (!blockDevice && !stats.isFile()) throw mismatch(volume, 'is neither a file nor a block device');
  const found = await readFormat(path, volume);
  if (found !== volume.format) throw mismatch(volume, `is ${found}, not ${volume.format}`);
  const sizeBytes = await readSize(path, stats, found);
  if (sizeBytes < capacityBytes) {
    throw mismatch(volume, `has ${sizeBytes} bytes, the disk has ${capacityBytes}`);
  }
  if (sizeBytes !== volume.sizeBytes) {
    throw mismatch(volume, `has ${sizeBytes} bytes, the platform said ${volume.sizeBytes}`);
  }
  return { path, format: found, sizeBytes, blockDevice, mark: markOf(volume, stats) };
}

async function resolveInside(volume: TargetVolume, roots: readonly string[]): Promise<string> {
  const path = await realpath(volume.path).catch((cause: unknown) => {
    const message = `The volume ${volume.volume} is not at ${volume.path} on this machine.`;
    throw new DroverError('mover.volume-mismatch', message, { cause });
  });
  // LVM and ZFS name a volume by a link to a device node elsewhere, e.g. /dev/pve/vm-100-disk-0 -> /dev/dm-3: there the
  // link must lie inside. A link to a file is followed, so that none leads out.
  const named = (await stat(path)).isBlockDevice()
    ? join(await realpath(dirname(volume.path)), basename(volume.path))
    : path;
  for (const root of roots) {
    const base = await realpath(resolve(root)).catch(() => null);
    if (base !== null && (named === base || named.startsWith(base.endsWith(sep) ? base : base + sep))) return path;
  }
  const allowed = roots.length === 0 ? 'none is allowed' : `allowed: ${roots.join(', ')}`;
  throw new DroverError('mover.path-refused', `${named} lies outside the folders of this mover (${allowed}).`);
}

/** A qcow2 header in a volume allocated as raw is a guest's data, so only the expected format is asked for. */
async function readFormat(path: string, volume: TargetVolume): Promise<'raw' | 'qcow2'> {
  if (volume.format === 'raw') return 'raw';
  await using file = await open(path, 'r');
  const { buffer, bytesRead } = await file.read(Buffer.alloc(4), 0, 4, 0);
  return bytesRead === 4 && buffer.toString('latin1') === 'QFI\xfb' ? 'qcow2' : 'raw';
}

async function readSize(path: string, stats: Stats, format: 'raw' | 'qcow2'): Promise<number> {
  if (format === 'raw' && stats.isFile()) return stats.size;
  const text = await runTool('qemu-img', ['info', '--force-share', '--output=json', '-f', format, path]);
  const parsed: unknown = JSON.parse(text);
  if (typeof parsed === 'object' && parsed !== null && 'virtual-size' in parsed) {
    const size = parsed['virtual-size'];
    if (typeof size === 'number') return size;
  }
  throw new DroverError('platform.protocol', `qemu-img told no size for ${path}.`);
}

/** Inode and birth time of a file, number of a device: a copy or a new volume has others. */
function markOf(volume: TargetVolume, stats: Stats): string {
  const identity = stats.isFile() ? `${stats.dev}:${stats.ino}:${Math.floor(stats.birthtimeMs)}` : `rdev:${stats.rdev}`;
  return `${volume.volume}|${volume.format}|${identity}`;
}

function mismatch(volume: TargetVolume, what: string): DroverError {
  return new DroverError('mover.volume-mismatch', `The volume ${volume.volume} at ${volume.path} ${what}.`);
}
