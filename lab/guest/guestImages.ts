import { createHash } from 'node:crypto';
import { access, mkdir, mkdtemp, open, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { bootCodePath, makeBootPartition } from './bootPartition.ts';
import { unpackDebianPackages } from './debianPackages.ts';
import { makeExt4 } from './ext4.ts';
import { partitionTable } from './gpt.ts';
import { packInitramfs } from './initramfs.ts';
import { layInitramfsTree } from './initramfsTree.ts';
import { findKernel, type GuestKernel } from './kernel.ts';
import { layRootTree } from './rootTree.ts';
import { copySparse } from './sparseCopy.ts';

/** Paths of raw disk images. */
export interface GuestImages {
  bios: { boot: string; data: string };
  uefi: { boot: string; data: string };
}

const MIB = 1024 * 1024;
const BOOT = { startBytes: MIB, lengthBytes: 32 * MIB };
const ROOT = { startBytes: 33 * MIB, lengthBytes: 62 * MIB };
const BOOT_DISK_BYTES = 96 * MIB;
const DATA_DISK_BYTES = 64 * MIB;
const GUESTS = [
  { name: 'bios', hostname: 'demo-bios' },
  { name: 'uefi', hostname: 'demo-uefi' },
] as const;

/**
 * Builds the demo guests' disks, unless those in `outDir` are of this very recipe.
 * Each boot disk starts under BIOS and UEFI alike; the guests differ in their names only.
 */
export async function buildGuestImages(options: { cacheDir: string; outDir: string }): Promise<GuestImages> {
  const { cacheDir, outDir } = options;
  await mkdir(outDir, { recursive: true });
  const unpacked = await unpackDebianPackages(cacheDir);
  const recipe = await recipeDigest(unpacked.packages);
  const stamp = join(outDir, 'recipe.sha256');
  const images = imagePaths(outDir);
  if ((await readFile(stamp, 'utf8').catch(() => '')) === recipe && (await allExist(images))) return images;

  const work = await mkdtemp(join(outDir, 'build-'));
  try {
    const kernel = await findKernel(unpacked.root);
    await rm(stamp, { force: true });
    const boot = await makeBoot(kernel, work);
    for (const guest of GUESTS) {
      const made = await makeDisks(kernel, boot, guest.hostname, join(work, guest.name));
      await rename(made.boot, images[guest.name].boot);
      await rename(made.data, images[guest.name].data);
    }
    await writeFile(stamp, recipe);
    return images;
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

function imagePaths(outDir: string): GuestImages {
  const of = (name: string) => ({ boot: join(outDir, `${name}-boot.raw`), data: join(outDir, `${name}-data.raw`) });
  return { bios: of('bios'), uefi: of('uefi') };
}

async function allExist(images: GuestImages): Promise<boolean> {
  const paths = [images.bios, images.uefi].flatMap((pair) => [pair.boot, pair.data]);
  const found = await Promise.all(
    paths.map((path) =>
      access(path).then(
        () => true,
        () => false,
      ),
    ),
  );
  return found.every(Boolean);
}

/** Changes with a package's version, and with any file of this folder that has a say in the images. */
async function recipeDigest(packages: readonly string[]): Promise<string> {
  const hash = createHash('sha256').update(JSON.stringify(packages));
  for (const path of (await readdir(import.meta.dirname, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile() && !entry.name.endsWith('.test.ts'))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()) {
    hash.update(basename(path)).update(await readFile(path));
  }
  return hash.digest('hex');
}

async function makeBoot(kernel: GuestKernel, work: string): Promise<string> {
  const tree = join(work, 'initramfs');
  await layInitramfsTree(kernel, tree);
  const image = join(work, 'boot.img');
  await makeBootPartition({ ...BOOT, kernel, initramfs: await packInitramfs(tree) }, join(work, 'files'), image);
  return image;
}

async function makeDisks(kernel: GuestKernel, bootPartition: string, hostname: string, work: string) {
  const tree = join(work, 'root');
  const rootPartition = join(work, 'root.img');
  const [boot, data] = [join(work, 'boot.raw'), join(work, 'data.raw')];
  await layRootTree(kernel, hostname, tree);
  await makeExt4(rootPartition, 'guestroot', ROOT.lengthBytes, tree);
  await makeExt4(data, 'guestdata', DATA_DISK_BYTES);
  const table = partitionTable(
    BOOT_DISK_BYTES,
    [
      { name: 'boot', type: 'efiSystem', legacyBootable: true, ...BOOT },
      { name: 'root', type: 'linux', ...ROOT },
    ],
    await readFile(bootCodePath(kernel.root)),
  );
  const disk = await open(boot, 'w');
  try {
    await disk.truncate(BOOT_DISK_BYTES);
    await disk.write(table.head, 0, table.head.length, 0);
    await disk.write(table.tail, 0, table.tail.length, BOOT_DISK_BYTES - table.tail.length);
    await copySparse(bootPartition, disk, BOOT.startBytes);
    await copySparse(rootPartition, disk, ROOT.startBytes);
  } finally {
    await disk.close();
  }
  return { boot, data };
}
