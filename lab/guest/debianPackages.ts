import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { putInPlace } from './putInPlace.ts';
import { runTool } from './runTool.ts';

export interface UnpackedPackages {
  /** Folder that holds the packages' files at their places, e.g. `usr/sbin/qemu-ga`. */
  root: string;
  /** File names of the packages, which hold their versions. */
  packages: string[];
}

const KERNEL = 'linux-image-cloud-amd64';
/** In the guest, or needed to make its disks. */
const NAMED = [
  'busybox-static',
  'qemu-guest-agent',
  'perl-base',
  'systemd-boot-efi',
  'syslinux',
  'syslinux-common',
  'mtools',
];
/** Whose libraries are wanted too: the agent's, Perl's SHA-256 and clock. */
const WITH_LIBRARIES = ['qemu-guest-agent', 'perl-base', 'perl'];
const ONLY_DEPENDS = ['recommends', 'suggests', 'conflicts', 'breaks', 'replaces', 'enhances'].map(
  (kind) => `--no-${kind}`,
);

/**
 * Downloads Debian's own binaries and unpacks them, once: later calls find them in the cache and need no network.
 * Uses the machine's package lists, or fetches lists into the cache where there are none.
 */
export async function unpackDebianPackages(cacheDir: string): Promise<UnpackedPackages> {
  const recipe = createHash('sha256')
    .update(JSON.stringify([KERNEL, NAMED, WITH_LIBRARIES]))
    .digest('hex')
    .slice(0, 12);
  const home = join(cacheDir, `debian-${recipe}`);
  const listed = await readFile(join(home, 'packages.json'), 'utf8').catch(() => undefined);
  if (listed !== undefined) return { root: join(home, 'root'), packages: JSON.parse(listed) as string[] };

  await mkdir(cacheDir, { recursive: true });
  const work = await mkdtemp(join(cacheDir, 'debian-'));
  try {
    const packages = await download(work, cacheDir);
    for (const file of packages) await runTool('dpkg-deb', ['-x', join(work, file), join(work, 'root')]);
    for (const file of packages) await rm(join(work, file));
    await writeFile(join(work, 'packages.json'), JSON.stringify(packages));
    await putInPlace(work, home, 'packages.json');
    return { root: join(home, 'root'), packages };
  } catch (error) {
    await rm(work, { recursive: true, force: true });
    throw error;
  }
}

async function download(work: string, cacheDir: string): Promise<string[]> {
  try {
    return await downloadWith([], work);
  } catch {
    const lists = join(cacheDir, 'apt-lists');
    await mkdir(join(lists, 'partial'), { recursive: true });
    const own = ['-o', `Dir::State::Lists=${lists}`, '-o', `Dir::Cache=${lists}`];
    await runTool('apt-get', [...own, '-o', 'APT::Sandbox::User=', 'update']);
    return await downloadWith(own, work);
  }
}

async function downloadWith(options: string[], work: string): Promise<string[]> {
  const kernel = await kernelPackage(options);
  const names = [kernel, ...NAMED, ...(await libraries(options))];
  // Without this, apt complains when it cannot hand the folder to its own user.
  await runTool('apt-get', [...options, '-o', 'APT::Sandbox::User=', 'download', ...new Set(names)], { cwd: work });
  return (await readdir(work)).filter((name) => name.endsWith('.deb')).sort();
}

/** The metapackage's one dependency is the kernel of the day. */
async function kernelPackage(options: string[]): Promise<string> {
  const described = await runTool('apt-cache', [...options, 'depends', KERNEL]);
  const name = /Depends: (linux-image-\S+)/.exec(described)?.[1];
  if (name === undefined) throw new Error(`Debian's package ${KERNEL} is not known here: run apt-get update`);
  return name;
}

async function libraries(options: string[]): Promise<string[]> {
  const described = await runTool('apt-cache', [
    ...options,
    'depends',
    '--recurse',
    ...ONLY_DEPENDS,
    ...WITH_LIBRARIES,
  ]);
  return described.split('\n').filter((line) => /^lib[a-z0-9.+-]+$/.test(line) && !line.endsWith('-perl'));
}
