import { constants, existsSync } from 'node:fs';
import { copyFile, mkdir, readdir, rename, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { die } from '../http/apiError.ts';
import { mib, roundUp } from './sizes.ts';
import type { StorageBackend, StorageConfig, Volume } from './storageBackend.ts';
import { assertOwnName, nextDiskName, noSuchVolume } from './volumeNames.ts';

/** LVM's default extent size: volumes are rounded up to it, so they may be larger than asked for. */
export const thinExtentBytes = 4 * mib;

export interface ThinPool {
  /** Stands for `/dev/VG`: each volume is a sparse file there that is written like a block device. */
  deviceDir: string;
  active(): boolean;
  usage(): Promise<{ total: number; used: number; avail: number }>;
}

/** An LVM thin pool: raw volumes that may promise more than the pool holds; who writes into a full pool gets ENOSPC. */
export function createThinStorage(config: StorageConfig, pool: ThinPool): StorageBackend {
  const pathOf = (volname: string): string => join(pool.deviceDir, volname);
  const snapshotPath = (volname: string, name: string): string => join(pool.deviceDir, `snap_${volname}_${name}`);

  const parse = (volname: string): { content: 'images'; vmid: number; format: string } => {
    const vmid = /^(?:vm|base)-(\d+)-[^/\s]+$/.exec(volname)?.[1];
    if (vmid === undefined) throw die(`unable to parse lvm volume name '${volname}'`);
    return { content: 'images', vmid: Number(vmid), format: 'raw' };
  };

  const names = async (): Promise<string[]> =>
    (await readdir(pool.deviceDir).catch(() => [])).filter((name) => /^(vm|base)-\d+-/.test(name)).sort();

  const describe = async (volname: string): Promise<Volume> => {
    const { vmid } = parse(volname);
    const path = pathOf(volname);
    const stats = await stat(path).catch(() => undefined);
    if (!stats) throw noSuchVolume(`${config.storage}:${volname}`);
    return {
      volid: `${config.storage}:${volname}`,
      volname,
      content: 'images',
      format: 'raw',
      size: stats.size,
      used: stats.blocks * 512,
      vmid,
      ctime: Math.floor(stats.ctimeMs / 1000),
      path,
    };
  };

  return {
    config,
    fileBased: false,
    formats: ['raw'],
    defaultFormat: 'raw',
    canSnapshot: () => true,
    active: pool.active,
    usage: pool.usage,
    allocate: async ({ vmid, name: wanted, format, bytes }) => {
      if (format !== 'raw') throw die(`unsupported format '${format}'`);
      const name = wanted ?? nextDiskName(vmid, await names());
      assertOwnName(name, vmid);
      if (existsSync(pathOf(name))) {
        throw die(`lvcreate '${config.details['vgname']}/${name}' error: Logical Volume "${name}" already exists`);
      }
      await mkdir(pool.deviceDir, { recursive: true });
      await writeFile(pathOf(name), '', { flag: 'wx' });
      await truncate(pathOf(name), roundUp(bytes, thinExtentBytes));
      return name;
    },
    free: async (volname) => {
      if (!existsSync(pathOf(volname))) throw noSuchVolume(`${config.storage}:${volname}`);
      for (const file of await readdir(pool.deviceDir)) {
        if (file.startsWith(`snap_${volname}_`)) await rm(join(pool.deviceDir, file));
      }
      await rm(pathOf(volname));
    },
    list: async () => Promise.all((await names()).map(describe)),
    describe,
    parse,
    pathOf,
    rename: async (volname, vmid) => {
      const target = nextDiskName(vmid, await names());
      await rename(pathOf(volname), pathOf(target));
      return target;
    },
    resize: async (volname, bytes) => truncate(pathOf(volname), roundUp(bytes, thinExtentBytes)),
    snapshot: async (volname, name, action) => {
      const copy = snapshotPath(volname, name);
      if (action === 'delete') await rm(copy);
      else if (action === 'create') await copyFile(pathOf(volname), copy, constants.COPYFILE_FICLONE);
      else await copyFile(copy, pathOf(volname), constants.COPYFILE_FICLONE);
    },
    contentDir: () => {
      throw die(`can't upload to storage type '${config.type}', not a file based storage!`);
    },
  };
}
