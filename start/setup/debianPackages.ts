import { existsSync } from 'node:fs';
import { labHostPackages } from '../../lab/guest/hostPackages.ts';
import { withFileLock } from '../fileLock.mjs';
import type { Announce } from './cachedProgram.ts';
import { cachePath } from './checkout.ts';
import { CommandError, findOnPath, runCommand } from './runCommand.ts';
import { removeAbandonedPolicy, withoutServices } from './servicePolicy.ts';
import { SetupError } from './setupError.ts';

/** For which purpose packages are wanted. */
export type PackagePurpose = 'start' | 'test' | 'bench';

/** Debian's build of nginx's echo module, with which a server can be slow on purpose. */
export const echoModule = '/usr/lib/nginx/modules/ngx_http_echo_module.so';

const purposes: Record<PackagePurpose, readonly string[]> = {
  start: [...labHostPackages, 'nbdkit', 'libnbd-bin'],
  test: [
    ...labHostPackages,
    'nbdkit',
    'libnbd-bin',
    'nginx-light',
    'openssl',
    'redis-server',
    'slapd',
    'chromium',
    'fonts-noto-cjk',
  ],
  bench: ['qemu-utils', 'nbdkit', 'libnbd-bin', 'nginx-light', 'libnginx-mod-http-echo', 'curl', 'openssl', 'rclone'],
};

/** How to tell, without asking dpkg, that the files of a package are there: also where they were not installed by it. */
const evidence: Record<string, () => boolean> = {
  'qemu-system-x86': () => findOnPath('qemu-system-x86_64') !== undefined,
  'qemu-utils': () => findOnPath('qemu-img') !== undefined && findOnPath('qemu-nbd') !== undefined,
  ovmf: () => existsSync('/usr/share/OVMF/OVMF_CODE_4M.fd'),
  e2fsprogs: () => findOnPath('mke2fs') !== undefined,
  nbdkit: () => findOnPath('nbdkit') !== undefined,
  'libnbd-bin': () => findOnPath('nbdcopy') !== undefined,
  'redis-server': () => findOnPath('redis-server') !== undefined,
  slapd: () => existsSync('/usr/sbin/slapd'),
  'nginx-light': () => findOnPath('nginx') !== undefined,
  'libnginx-mod-http-echo': () => existsSync(echoModule),
  curl: () => findOnPath('curl') !== undefined,
  openssl: () => findOnPath('openssl') !== undefined,
  rclone: () => findOnPath('rclone') !== undefined,
  chromium: () => findOnPath('chromium') !== undefined,
  'fonts-noto-cjk': () => existsSync('/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc'),
};

/** Installs the Debian packages that are missing when root may do so; otherwise tells the exact command. */
export async function ensureDebianPackages(purpose: PackagePurpose, announce: Announce): Promise<void> {
  removeAbandonedPolicy();
  if (missingPackages(purpose).length === 0) return;
  await withFileLock(cachePath('locks', 'debian-packages'), async () => {
    const missing = missingPackages(purpose);
    if (missing.length === 0) return;
    const install = ['install', '--yes', '--no-install-recommends', ...missing];
    const remedy = `Run: sudo apt-get update && sudo apt-get ${install.join(' ')}`;
    if (findOnPath('apt-get') === undefined) {
      throw new SetupError(
        `The programs of these Debian packages are missing: ${missing.join(', ')}.`,
        'Install what your system calls them; Drover installs them by itself on Debian only.',
      );
    }
    if (process.getuid?.() !== 0) {
      throw new SetupError(`These Debian packages are missing: ${missing.join(', ')}.`, remedy);
    }
    announce(`Installing Debian packages: ${missing.join(', ')} ...`);
    await withoutServices(() => aptGet(install, missing, remedy));
  });
}

function missingPackages(purpose: PackagePurpose): string[] {
  return purposes[purpose].filter((name) => !evidence[name]?.());
}

async function aptGet(install: string[], missing: string[], remedy: string): Promise<void> {
  const environment = { DEBIAN_FRONTEND: 'noninteractive', LC_ALL: 'C.UTF-8' };
  const patiently = ['-o', 'DPkg::Lock::Timeout=300', '-q'];
  try {
    await runCommand('apt-get', [...patiently, 'update'], { environment });
    await runCommand('apt-get', [...patiently, ...install], { environment });
  } catch (error) {
    const detail = error instanceof CommandError ? error.detail : String(error);
    throw new SetupError(`apt-get could not install ${missing.join(', ')}: ${detail}`, remedy);
  }
}
