import { lstat, readdir, readFile, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import { constants, zstdCompressSync } from 'node:zlib';
import { type ArchiveEntry, newcArchive } from './newcArchive.ts';

/** Packs a tree as an initial RAM file system. */
export async function packInitramfs(tree: string): Promise<Buffer> {
  const entries: ArchiveEntry[] = [];
  for (const path of (await readdir(tree, { recursive: true })).sort()) {
    const place = join(tree, path);
    const { mode } = await lstat(place);
    const type = mode & 0o170000;
    if (type === 0o040000) entries.push({ path, mode, content: Buffer.alloc(0) });
    else if (type === 0o120000) entries.push({ path, mode, content: Buffer.from(await readlink(place)) });
    else entries.push({ path, mode, content: await readFile(place) });
  }
  return zstdCompressSync(newcArchive(entries), { params: { [constants.ZSTD_c_compressionLevel]: 12 } });
}
