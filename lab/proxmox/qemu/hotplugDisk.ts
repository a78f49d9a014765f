import type { Qmp } from '../../qemu/qmp.ts';
import { QmpError } from '../../qemu/qmp.ts';
import { type Drive, isCdrom } from '../vm/drives.ts';
import { driveBlock, scsiAddress } from './commandLine.ts';

const unplugPatienceMs = 5_000;

/** Whether a drive of this VM can come and go while it runs: disks on virtio-scsi, unless `hotplug` leaves disks out. */
export function canHotplug(options: Record<string, string>, key: string): boolean {
  const kinds = options['hotplug'] ?? 'network,disk,usb';
  const wanted = kinds === '1' || kinds.split(',').includes('disk');
  return wanted && /^scsi\d+$/.test(key) && (options['scsihw'] ?? '').startsWith('virtio-scsi');
}

/** @throws QmpError with QEMU's words, e.g. when a bus has no room. */
export async function plugDisk(
  monitor: Qmp,
  drive: Drive,
  machine: { options: Record<string, string>; path: string; format: string },
): Promise<void> {
  const resolve = (): { path: string; format: string } => machine;
  await humanCommand(monitor, `drive_add auto "${driveBlock({ resolve }, drive)}"`);
  const address = scsiAddress(machine.options, drive.key);
  try {
    await monitor
      .execute('device_add', { driver: 'virtio-scsi-pci', id: address.controller })
      .catch((error: unknown) => {
        // The controller of other disks is there already.
        if (!(error instanceof QmpError) || !/Duplicate/i.test(error.message)) throw error;
      });
    await monitor.execute('device_add', {
      driver: isCdrom(drive) ? 'scsi-cd' : 'scsi-hd',
      id: drive.key,
      drive: `drive-${drive.key}`,
      bus: `${address.controller}.0`,
      'scsi-id': address.target,
      ...(drive.options['serial'] === undefined ? {} : { serial: decodeURIComponent(String(drive.options['serial'])) }),
    });
  } catch (error) {
    await humanCommand(monitor, `drive_del drive-${drive.key}`).catch(() => {});
    throw error;
  }
}

/** @returns false when the guest does not let go of the disk in time: the change then stays pending. */
export async function unplugDisk(monitor: Qmp, key: string): Promise<boolean> {
  const gone = monitor.nextEvent(({ name, data }) => name === 'DEVICE_DELETED' && data['device'] === key);
  let timer: NodeJS.Timeout | undefined;
  const patience = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), unplugPatienceMs);
  });
  gone.catch(() => {});
  try {
    await monitor.execute('device_del', { id: key });
    return (await Promise.race([gone, patience])) !== undefined;
  } finally {
    clearTimeout(timer);
  }
}

/** `drive_add` has no QMP form; the drive it makes goes away with its device, as those of the command line do. */
async function humanCommand(monitor: Qmp, command: string): Promise<void> {
  const answer = String(await monitor.execute('human-monitor-command', { 'command-line': command })).trim();
  if (answer !== '' && answer !== 'OK') throw new QmpError('drive_add', 'GenericError', answer);
}
