import { type PropertyMap, parsePropertyString, printPropertyString } from '../schema/propertyString.ts';
import { indexedOptionCounts, propertyStringOf } from '../schema/vmOptions.ts';
import type { VmConfig } from './vmConfigFile.ts';

/** A disk or CD drive of a configuration. */
export interface Drive {
  key: string;
  /** Volume id, absolute path, `none` or `cdrom`. */
  file: string;
  options: PropertyMap;
}

const diskBuses = ['ide', 'sata', 'scsi', 'virtio'] as const;

/** All keys that may hold a drive (not `unusedN`), in PVE's order. */
export const driveKeys: readonly string[] = [
  ...diskBuses.flatMap((bus) => Array.from({ length: indexedOptionCounts[bus] }, (_, index) => `${bus}${index}`)),
  'efidisk0',
  'tpmstate0',
];

const driveKeySet = new Set(driveKeys);

export function isDriveKey(key: string): boolean {
  return driveKeySet.has(key);
}

export function isUnusedKey(key: string): boolean {
  return /^unused\d+$/.test(key);
}

export function parseDrive(key: string, text: string): Drive {
  const schema = propertyStringOf(key);
  if (!schema) throw new Error(`'${key}' is no drive`);
  const options = parsePropertyString(text, schema, key);
  return { key, file: String(options['file']), options };
}

/** As PVE re-prints a drive: without what only told how to make it. */
export function printDrive(drive: Drive): string {
  const schema = propertyStringOf(drive.key);
  if (!schema) throw new Error(`'${drive.key}' is no drive`);
  const { format: _format, 'import-from': _source, ...kept } = drive.options;
  return printPropertyString({ ...kept, file: drive.file }, schema);
}

export function drivesOf(options: Record<string, string>): Drive[] {
  return Object.keys(options)
    .filter(isDriveKey)
    .sort()
    .map((key) => parseDrive(key, options[key] ?? ''));
}

export function isCdrom(drive: Drive): boolean {
  return drive.options['media'] === 'cdrom';
}

/** Volumes that a configuration names anywhere: its drives, unused ones and those of snapshots. */
export function volumesOf(config: VmConfig): Set<string> {
  const volumes = new Set<string>();
  for (const section of [config.options, config.pending, ...Object.values(config.snapshots)]) {
    for (const drive of drivesOf(section)) if (!isCdrom(drive)) volumes.add(drive.file);
    for (const key of Object.keys(section).filter(isUnusedKey)) volumes.add(section[key] ?? '');
  }
  return volumes;
}

/** Puts a volume that no drive uses any more under the next free `unusedN`. */
export function addUnused(options: Record<string, string>, volid: string): string | undefined {
  for (let index = 0; index < indexedOptionCounts.unused; index += 1) {
    const key = `unused${index}`;
    if (options[key] === volid) return undefined;
    if (options[key] === undefined) {
      options[key] = volid;
      return key;
    }
  }
  return undefined;
}

/** Removes a device from the boot order, as PVE does when the device goes. */
export function dropFromBootOrder(options: Record<string, string>, key: string): void {
  const order = /^order=(.*)$/.exec(options['boot'] ?? '')?.[1];
  if (order === undefined) return;
  const kept = order.split(';').filter((device) => device !== key && device !== '');
  options['boot'] = `order=${kept.join(';')}`;
}

/** `order=` when none is given: first disk, first CD drive, first NIC (QemuServer.pm get_default_bootdevices). */
export function defaultBootOrder(options: Record<string, string>): string {
  const drives = diskBuses.flatMap((bus) => drivesOf(options).filter((drive) => drive.key.startsWith(bus)));
  const disk = drives.find((drive) => !isCdrom(drive));
  const cdrom = drives.find(isCdrom);
  const net = Object.keys(options)
    .filter((key) => /^net\d+$/.test(key))
    .sort()[0];
  return `order=${[disk?.key, cdrom?.key, net].filter((key) => key !== undefined).join(';')}`;
}
