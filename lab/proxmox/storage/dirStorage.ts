import { existsSync, mkdirSync, type Stats } from 'node:fs';
import { mkdir, readdir, rename, rm, rmdir, stat, statfs, truncate, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { die } from '../http/apiError.ts';
import { imageInfo, qemuImg } from './qemuImg.ts';
import { kib, roundUp } from './sizes.ts';
import type { AllocationRequest, ContentType, StorageBackend, StorageConfig, Volume } from './storageBackend.ts';
import { assertOwnName, nextDiskName, noSuchVolume } from './volumeNames.ts';

const folders: Partial<Record<ContentType, string>> = {
  iso: 'template/iso',
  vztmpl: 'template/cache',
  import: 'import',
  backup: 'dump',
  snippets: 'snippets',
};

/** A directory storage (`dir`, `nfs`): images are files, raw ones sparse and without snapshots. */
export function createDirStorage(config: StorageConfig, root: string): StorageBackend {
  mkdirSync(root, { recursive: true });
  /** Of images that were looked at before, by their path. */
  const sizes = new Map<string, { version: string; bytes: number }>();

  const contentDir = (content: ContentType): string => {
    const folder = content === 'images' ? 'images' : folders[content];
    if (!folder) throw die(`storage '${config.storage}' has no folder for content type '${content}'`);
    return join(root, folder);
  };

  const parse = (volname: string): { content: ContentType; vmid?: number; format: string } => {
    const image = /^(\d+)\/(vm-\d+-[^/\s]+|base-\d+-[^/\s]+|[^/\s]+)\.(raw|qcow2|vmdk)$/.exec(volname);
    if (image) return { content: 'images', vmid: Number(image[1]), format: image[3] ?? 'raw' };
    const file = /^(iso|vztmpl|import|backup|snippets)\/([^/]+)$/.exec(volname);
    const content = file?.[1] as ContentType | undefined;
    const name = file?.[2] ?? '';
    if (!content || name === '.' || name === '..') throw die(`unable to parse directory volume name '${volname}'`);
    return { content, format: /\.([a-z0-9]+)$/i.exec(name)?.[1]?.toLowerCase() ?? 'raw' };
  };

  const pathOf = (volname: string): string => {
    const { content } = parse(volname);
    return content === 'images' ? join(contentDir('images'), volname) : join(contentDir(content), basename(volname));
  };

  /** Asks qemu-img again only when the file was written to: lists are asked for all the time. */
  const virtualSize = async (path: string, format: string, { ino, size, mtimeMs }: Stats): Promise<number> => {
    const version = [format, ino, size, mtimeMs].join();
    const known = sizes.get(path);
    if (known?.version === version) return known.bytes;
    const bytes = (await imageInfo(path, format))['virtual-size'];
    sizes.set(path, { version, bytes });
    return bytes;
  };

  const describe = async (volname: string): Promise<Volume> => {
    const { content, vmid, format } = parse(volname);
    const path = pathOf(volname);
    const stats = await stat(path).catch(() => undefined);
    if (!stats) throw noSuchVolume(`${config.storage}:${volname}`);
    const virtual = ['qcow2', 'vmdk'].includes(format) ? await virtualSize(path, format, stats) : stats.size;
    return {
      volid: `${config.storage}:${volname}`,
      volname,
      content,
      format,
      size: virtual,
      used: stats.blocks * 512,
      ...(vmid === undefined ? {} : { vmid }),
      ctime: Math.floor(stats.ctimeMs / 1000),
      path,
    };
  };

  const ownImages = async (vmid: number): Promise<string[]> =>
    readdir(join(contentDir('images'), String(vmid))).catch(() => []);

  const allocate = async (request: AllocationRequest): Promise<string> => {
    const { vmid, format, bytes } = request;
    const folder = join(contentDir('images'), String(vmid));
    const name = request.name ?? `${nextDiskName(vmid, await ownImages(vmid))}.${format}`;
    assertOwnName(name, vmid);
    const path = join(folder, name);
    if (existsSync(path)) throw die(`disk image '${path}' already exists`);
    await mkdir(folder, { recursive: true });
    const size = roundUp(bytes, kib);
    if (format === 'raw') {
      await writeFile(path, '', { flag: 'wx' });
      await truncate(path, size);
    } else {
      await qemuImg(['create', '-q', '-f', format, path, String(size)]);
    }
    return `${vmid}/${name}`;
  };

  const list = async (): Promise<Volume[]> => {
    const names: string[] = [];
    for (const content of config.content) {
      if (content === 'rootdir') continue;
      const entries = await readdir(contentDir(content)).catch(() => []);
      if (content !== 'images') names.push(...entries.map((entry) => `${content}/${entry}`));
      else for (const vmid of entries) names.push(...(await ownImages(Number(vmid))).map((file) => `${vmid}/${file}`));
    }
    const volumes = await Promise.all(names.sort().map((name) => describe(name).catch(() => undefined)));
    return volumes.filter((volume) => volume !== undefined);
  };

  return {
    config,
    fileBased: true,
    formats: ['raw', 'qcow2', 'vmdk'],
    defaultFormat: 'raw',
    canSnapshot: (format) => format === 'qcow2',
    active: () => true,
    usage: async () => {
      const { blocks, bsize, bavail, bfree } = await statfs(root);
      return { total: blocks * bsize, used: (blocks - bfree) * bsize, avail: bavail * bsize };
    },
    allocate,
    free: async (volname) => {
      const path = pathOf(volname);
      if (!existsSync(path)) throw noSuchVolume(`${config.storage}:${volname}`);
      await rm(path);
      if (parse(volname).content === 'images') await rmdir(dirname(path)).catch(() => {});
    },
    list,
    describe,
    parse,
    pathOf,
    rename: async (volname, vmid) => {
      const target = `${nextDiskName(vmid, await ownImages(vmid))}.${parse(volname).format}`;
      await mkdir(join(contentDir('images'), String(vmid)), { recursive: true });
      await rename(pathOf(volname), join(contentDir('images'), String(vmid), target));
      return `${vmid}/${target}`;
    },
    resize: async (volname, bytes) => {
      const { format } = parse(volname);
      if (format === 'vmdk') throw die("can't resize this image format");
      await qemuImg(['resize', '-q', '-f', format, pathOf(volname), String(bytes)]);
    },
    snapshot: async (volname, name, action) => {
      const flag = { create: '-c', delete: '-d', rollback: '-a' }[action];
      await qemuImg(['snapshot', '-q', flag, name, pathOf(volname)]);
    },
    contentDir,
  };
}
