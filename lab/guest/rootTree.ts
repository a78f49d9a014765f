import { createHash, randomBytes } from 'node:crypto';
import { lstat, mkdir, readdir, readFile, symlink, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { installBusybox, installFile, installGuestFile } from './guestFiles.ts';
import type { GuestKernel } from './kernel.ts';
import { sharedLibraries } from './sharedLibraries.ts';

const PROGRAMS = ['usr/sbin/qemu-ga', 'usr/bin/perl'];
const PERL_BASE = 'usr/lib/x86_64-linux-gnu/perl-base';
/** What the record writer uses of Perl's smaller package; each file more is one that every boot has to hash. */
const PERL_BASE_MODULES = [
  ...['Carp.pm', 'Exporter.pm', 'Exporter/Heavy.pm', 'Fcntl.pm', 'File/Glob.pm', 'IO.pm', 'IO/Handle.pm'],
  ...['SelectSaver.pm', 'Symbol.pm', 'XSLoader.pm', 'integer.pm', 'overloading.pm', 'strict.pm', 'vars.pm'],
  ...['warnings.pm', 'warnings/register.pm'],
  ...['auto/Fcntl/Fcntl.so', 'auto/File/Glob/Glob.so', 'auto/IO/IO.so'],
];
/** And of its larger one. */
const PERL_MODULES = ['Digest/SHA.pm', 'auto/Digest/SHA/SHA.so', 'Time/HiRes.pm', 'auto/Time/HiRes/HiRes.so'];
const FOLDERS = ['dev', 'proc', 'sys', 'run', 'tmp', 'data', 'root', 'var/lib/guest', 'usr/share/guest'];
const OWN_FILES: readonly (readonly [source: string, place: string, mode: number])[] = [
  ['inittab', 'etc/inittab', 0o644],
  ['rc.start.sh', 'etc/rc.start', 0o755],
  ['rc.stop.sh', 'etc/rc.stop', 0o755],
  ['udhcpc.script.sh', 'etc/udhcpc.script', 0o755],
  ['shutdown.sh', 'sbin/shutdown', 0o755],
  ['records.pl', 'usr/sbin/records', 0o755],
];
/** Gives a full copy some weight beside the programs. */
const PAYLOAD_BYTES = 4 * 1024 * 1024;
const MANIFEST = 'usr/share/guest/system.sha256';

/** Lays out the guest's root file system as a folder. */
export async function layRootTree(kernel: GuestKernel, hostname: string, tree: string): Promise<void> {
  for (const folder of FOLDERS) await mkdir(join(tree, folder), { recursive: true });
  await installBusybox(kernel.root, tree);
  for (const program of PROGRAMS) {
    await installFile(join(kernel.root, program), join(tree, program), 0o755);
    for (const library of await sharedLibraries(kernel.root, program)) {
      await installFile(join(kernel.root, library), join(tree, library), 0o755);
    }
  }
  await installPerlModules(kernel.root, tree);
  for (const [source, place, mode] of OWN_FILES) {
    await unlink(join(tree, place)).catch(() => {});
    await installGuestFile(tree, source, place, mode);
  }
  await writeFile(join(tree, 'etc/hostname'), `${hostname}\n`);
  await writeFile(join(tree, 'etc/os-release'), await osRelease(kernel.root));
  await writeFile(
    join(tree, 'etc/fstab'),
    'LABEL=guestroot / ext4 defaults 0 1\nLABEL=guestdata /data ext4 defaults 0 2\n',
  );
  await writeFile(join(tree, 'usr/share/guest/payload.bin'), randomBytes(PAYLOAD_BYTES));
  await symlink('/run', join(tree, 'var/run'));
  await writeFile(join(tree, MANIFEST), await manifest(tree));
}

async function installPerlModules(packagesRoot: string, tree: string): Promise<void> {
  for (const module of PERL_BASE_MODULES) {
    await installFile(join(packagesRoot, PERL_BASE, module), join(tree, PERL_BASE, module), 0o644);
  }
  const versions = join(packagesRoot, 'usr/lib/x86_64-linux-gnu/perl');
  for (const module of PERL_MODULES) {
    const [version] = (await readdir(versions, { withFileTypes: true })).filter((entry) => entry.isDirectory());
    if (version === undefined) throw new Error("The unpacked packages lack Perl's library");
    await installFile(join(versions, version.name, module), join(tree, PERL_BASE, module), 0o644);
  }
}

/** What the agent tells of the operating system. */
async function osRelease(packagesRoot: string): Promise<string> {
  const [kernel = 'unknown'] = await readdir(join(packagesRoot, 'lib/modules'));
  return `ID=debian\nNAME="Debian GNU/Linux"\nPRETTY_NAME="Lab guest on Debian's kernel ${kernel}"\nVERSION_ID="12"\n`;
}

/** Digests of all files that no boot changes, in the form of sha256sum(1). */
async function manifest(tree: string): Promise<string> {
  const lines: string[] = [];
  for (const path of (await readdir(tree, { recursive: true })).sort()) {
    if (path.startsWith('var/') || !(await lstat(join(tree, path))).isFile()) continue;
    const digest = createHash('sha256')
      .update(await readFile(join(tree, path)))
      .digest('hex');
    lines.push(`${digest}  /${path}\n`);
  }
  return lines.join('');
}
