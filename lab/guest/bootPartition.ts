import { mkdir, truncate, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import type { GuestKernel } from './kernel.ts';
import { runTool } from './runTool.ts';

const COMMAND_LINE = 'console=ttyS0 quiet loglevel=3 panic=5 mitigations=off cryptomgr.notests nokaslr';

export interface BootPartition {
  kernel: GuestKernel;
  initramfs: Buffer;
  /** Where the partition will begin on its disk; boot loaders read by absolute sector. */
  startBytes: number;
  lengthBytes: number;
}

/** A FAT file system that starts on a PC's BIOS through SYSLINUX and under UEFI through systemd-boot. */
export async function makeBootPartition(partition: BootPartition, work: string, image: string): Promise<void> {
  const packages = partition.kernel.root;
  const tools = join(packages, 'usr/bin');
  // The user's own drive letters must not come in between.
  const env = { ...process.env, PATH: `${tools}${delimiter}${process.env['PATH']}`, MTOOLSRC: '/dev/null' };
  const mtool = (name: string, ...args: string[]) => runTool(join(tools, name), ['-i', image, ...args], { env });

  await mkdir(work, { recursive: true });
  await writeFile(image, '');
  await truncate(image, partition.lengthBytes);
  const mebibytes = partition.lengthBytes / 1024 / 1024;
  const hidden = String(partition.startBytes / 512);
  await mtool('mformat', '-v', 'GUESTBOOT', '-h', '64', '-s', '32', '-t', String(mebibytes), '-H', hidden, '::');
  await mtool('mmd', '::/EFI', '::/EFI/BOOT', '::/loader', '::/loader/entries');
  const put = async (target: string, content: string | Buffer) => {
    const source = join(work, target.replaceAll('/', '_'));
    await writeFile(source, content);
    await mtool('mcopy', source, `::/${target}`);
  };
  await mtool('mcopy', partition.kernel.image, '::/vmlinuz');
  await mtool('mcopy', join(packages, 'usr/lib/systemd/boot/efi/systemd-bootx64.efi'), '::/EFI/BOOT/BOOTX64.EFI');
  await put('initrd.img', partition.initramfs);
  await put(
    'syslinux.cfg',
    `SERIAL 0 115200\nDEFAULT guest\nLABEL guest\n LINUX /vmlinuz\n INITRD /initrd.img\n APPEND ${COMMAND_LINE}\n`,
  );
  await put('loader/loader.conf', 'timeout 0\ndefault guest.conf\n');
  await put('loader/entries/guest.conf', `title guest\nlinux /vmlinuz\ninitrd /initrd.img\noptions ${COMMAND_LINE}\n`);
  await runTool(join(tools, 'syslinux'), ['--install', image], { env });
}

/** The BIOS boot code that starts the partition marked as bootable. */
export function bootCodePath(packagesRoot: string): string {
  return join(packagesRoot, 'usr/lib/syslinux/mbr/gptmbr.bin');
}
