import { execFile } from 'node:child_process';
import { access, copyFile, mkdir, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Accelerator } from '../qemu/accelerator.ts';
import { guestAgentArguments } from '../qemu/guestAgent.ts';
import { type QemuProcess, startQemu } from '../qemu/qemuProcess.ts';
import { type Frozen, fleeceName } from './qemuBackingFrozenList.ts';

const run = promisify(execFile);

export interface QemuBackingDisk {
  /** Device key in the VM's configuration, e.g. 2000. */
  key: number;
  /** Raw or qcow2 image that the disk begins as; only read, and only at the first start. */
  image: string;
  bus: 'pvscsi' | 'nvme';
}

export interface QemuBackingOptions {
  /** Keeps the disks, the firmware's variables and the logs of this one VM. */
  dir: string;
  name: string;
  firmware: 'bios' | 'uefi';
  /** The first one boots. */
  disks: readonly QemuBackingDisk[];
  /** Default 160 (BIOS) or 192 (UEFI). */
  memoryMiB?: number;
  /** Of the one vmxnet3 card, e.g. `00:50:56:01:02:03`. */
  mac: string;
  /** Default `tcg`. */
  accelerator?: Accelerator;
}

const FIRMWARE_CODE = '/usr/share/OVMF/OVMF_CODE_4M.fd';
const FIRMWARE_VARIABLES = '/usr/share/OVMF/OVMF_VARS_4M.fd';

/** Name of a disk's node in QEMU's block graph. */
export function diskNode(key: number): string {
  return `disk-${key}`;
}

function diskPath(dir: string, key: number): string {
  return join(dir, `disk-${key}.qcow2`);
}

/** Makes what is missing of the VM's files, and clears away the frozen states that are not kept. */
export async function prepareFiles(options: QemuBackingOptions, kept: readonly Frozen[]): Promise<void> {
  await mkdir(options.dir, { recursive: true });
  const images = kept.flatMap((state) => options.disks.map(({ key }) => `${fleeceName(state, key)}.qcow2`));
  for (const name of await readdir(options.dir)) {
    if (name.startsWith('fleece-') && !images.includes(name)) await rm(join(options.dir, name));
  }
  for (const disk of options.disks) {
    const path = diskPath(options.dir, disk.key);
    if (await exists(path)) continue;
    await run('qemu-img', ['convert', '-O', 'qcow2', disk.image, `${path}.new`]);
    await rename(`${path}.new`, path);
  }
  const variables = join(options.dir, 'firmware-variables.fd');
  if (options.firmware === 'uefi' && !(await exists(variables))) await copyFile(FIRMWARE_VARIABLES, variables);
}

/**
 * Starts the VM's process with its processor stopped.
 * `-no-shutdown` keeps the process when the guest powers itself off: its disks, its dirty bitmaps and the frozen states
 * of snapshots stay readable, as those of a VM that is off.
 */
export function startMachine(options: QemuBackingOptions): Promise<QemuProcess> {
  const memory = options.memoryMiB ?? (options.firmware === 'uefi' ? 192 : 160);
  return startQemu({
    dir: options.dir,
    accelerator: options.accelerator,
    args: (sockets) => [
      ...['-name', options.name, '-S', '-no-shutdown', '-m', String(memory)],
      ...firmwareArguments(options),
      ...options.disks.flatMap((disk) => ['-blockdev', JSON.stringify(diskNodeOptions(options.dir, disk.key))]),
      ...controllerArguments(options.disks),
      ...['-netdev', 'user,id=net,restrict=on'],
      ...['-device', `vmxnet3,netdev=net,mac=${options.mac},romfile=`],
      ...guestAgentArguments(sockets.agent),
    ],
  });
}

function firmwareArguments(options: QemuBackingOptions): string[] {
  if (options.firmware === 'bios') return ['-M', 'pc'];
  const variables = join(options.dir, 'firmware-variables.fd').replaceAll(',', ',,');
  return [
    ...['-M', 'q35'],
    ...['-drive', `if=pflash,format=raw,unit=0,readonly=on,file=${FIRMWARE_CODE}`],
    ...['-drive', `if=pflash,format=raw,unit=1,file=${variables}`],
  ];
}

function diskNodeOptions(dir: string, key: number) {
  // A guest's flush reaches the host's kernel but not its disks: enough to outlive QEMU, and the host may be a laptop.
  const cache = { 'no-flush': true };
  const file = { driver: 'file', filename: diskPath(dir, key), cache };
  return { driver: 'qcow2', 'node-name': diskNode(key), discard: 'unmap', cache, file };
}

function controllerArguments(disks: readonly QemuBackingDisk[]): string[] {
  const args = disks.some((disk) => disk.bus === 'pvscsi') ? ['-device', 'pvscsi,id=scsi'] : [];
  for (const [index, disk] of disks.entries()) {
    const common = `drive=${diskNode(disk.key)},bootindex=${index + 1},serial=${disk.key}`;
    const device = disk.bus === 'pvscsi' ? `scsi-hd,bus=scsi.0,scsi-id=${index}` : 'nvme';
    args.push('-device', `${device},${common}`);
  }
  return args;
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
