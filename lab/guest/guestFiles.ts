import { chmod, copyFile, mkdir, symlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { runTool } from './runTool.ts';

const SOURCES = join(import.meta.dirname, 'files');

/** Copies one of the guest's own programs to its place. */
export async function installGuestFile(tree: string, source: string, place: string, mode: number): Promise<void> {
  await installFile(join(SOURCES, source), join(tree, place), mode);
}

/** Copies a file's content, following links, with exactly this mode. */
export async function installFile(source: string, target: string, mode: number): Promise<void> {
  await mkdir(dirname(target), { recursive: true });
  await copyFile(source, target);
  await chmod(target, mode);
}

/** BusyBox under the names of all its commands. */
export async function installBusybox(packagesRoot: string, tree: string): Promise<void> {
  const busybox = join(packagesRoot, 'bin/busybox');
  await installFile(busybox, join(tree, 'bin/busybox'), 0o755);
  for (const path of (await runTool(busybox, ['--list-full'])).split('\n').filter(Boolean)) {
    if (path === 'bin/busybox') continue;
    await mkdir(dirname(join(tree, path)), { recursive: true });
    await symlink('/bin/busybox', join(tree, path));
  }
}
