import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { installBusybox, installGuestFile } from './guestFiles.ts';
import { type GuestKernel, installDrivers } from './kernel.ts';

export async function layInitramfsTree(kernel: GuestKernel, tree: string): Promise<void> {
  for (const folder of ['dev', 'proc', 'sys', 'root', 'conf']) await mkdir(join(tree, folder), { recursive: true });
  await installBusybox(kernel.root, tree);
  await installDrivers(kernel, tree);
  await installGuestFile(tree, 'initramfs-init.sh', 'init', 0o755);
}
