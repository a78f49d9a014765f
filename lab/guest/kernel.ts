import { copyFile, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { runTool } from './runTool.ts';

export interface GuestKernel {
  version: string;
  image: string;
  /** Folder whose `lib/modules/VERSION` holds all modules. */
  root: string;
}

/** VMware's hardware, Proxmox VE's, and the plain PC's, so that a guest starts on either side unchanged. */
const DRIVERS = [
  ...['vmw_pvscsi', 'vmxnet3', 'sd_mod', 'ata_piix', 'ata_generic', 'nvme', 'ahci', 'e1000', 'e1000e'],
  ...['virtio_pci', 'virtio_scsi', 'virtio_blk', 'virtio_net', 'virtio_console', 'virtio_balloon', 'virtio_rng'],
];

export async function findKernel(root: string): Promise<GuestKernel> {
  const [version] = await readdir(join(root, 'lib/modules'));
  if (version === undefined) throw new Error('The unpacked kernel package holds no modules');
  return { version, image: join(root, 'boot', `vmlinuz-${version}`), root };
}

/**
 * Puts the drivers and what they need into a tree, with the indexes that modprobe reads.
 * Drivers that this kernel has built in, or has not at all, are passed over. The signatures stay behind: nobody asks for
 * them here, and to check them takes longer than all else that loading a module does.
 */
export async function installDrivers(kernel: GuestKernel, tree: string): Promise<void> {
  const busybox = join(kernel.root, 'bin/busybox');
  const home = join('lib/modules', kernel.version);
  await runTool(busybox, ['depmod', '-b', kernel.root, kernel.version]);
  const needs = parseDependencies(await readFile(join(kernel.root, home, 'modules.dep'), 'utf8'));
  for (const path of closure(needs, DRIVERS)) {
    const target = join(tree, home, path);
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, withoutSignature(await readFile(join(kernel.root, home, path))));
  }
  for (const list of ['modules.builtin', 'modules.order']) {
    await copyFile(join(kernel.root, home, list), join(tree, home, list));
  }
  await runTool(busybox, ['depmod', '-b', tree, kernel.version]);
}

/** Lines of modules.dep(5): `path: path path ...`. */
export function parseDependencies(text: string): Map<string, string[]> {
  const needs = new Map<string, string[]>();
  for (const line of text.split('\n')) {
    const [path, rest] = line.split(':');
    if (path && rest !== undefined) needs.set(path, rest.split(' ').filter(Boolean));
  }
  return needs;
}

/** Paths of the named modules and of all that they need. */
export function closure(needs: ReadonlyMap<string, readonly string[]>, names: readonly string[]): string[] {
  const wanted = new Set(names.map((name) => name.replaceAll('-', '_')));
  const moduleName = (path: string) => (path.split('/').at(-1) ?? '').split('.ko')[0]?.replaceAll('-', '_') ?? '';
  const found = new Set<string>();
  const take = (path: string) => {
    if (found.has(path)) return;
    found.add(path);
    for (const need of needs.get(path) ?? []) take(need);
  };
  for (const path of needs.keys()) if (wanted.has(moduleName(path))) take(path);
  return [...found].sort();
}

const SIGNED = Buffer.from('~Module signature appended~\n');
/** `struct module_signature` of the kernel's include/linux/module_signature.h; its last four bytes are the length. */
const SIGNATURE_FIELDS = 12;

/** A kernel module as it was before it was signed: the signature, its fields and a mark are appended to the file. */
export function withoutSignature(module: Buffer): Buffer {
  const mark = module.length - SIGNED.length;
  if (mark < SIGNATURE_FIELDS || !module.subarray(mark).equals(SIGNED)) return module;
  return module.subarray(0, mark - SIGNATURE_FIELDS - module.readUInt32BE(mark - 4));
}
