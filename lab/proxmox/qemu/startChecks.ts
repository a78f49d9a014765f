import { realpathSync } from 'node:fs';
import { holdersOf } from '../control/openFiles.ts';
import type { Datacenter } from '../datacenter.ts';
import { die } from '../http/apiError.ts';
import { netFormat } from '../schema/networkFormat.ts';
import { parsePropertyString } from '../schema/propertyString.ts';
import { parseVolumeId } from '../storage/volumeNames.ts';
import { drivesOf } from '../vm/drives.ts';

export interface VolumeFile {
  path: string;
  format: string;
}

/** The file behind each volume of a configuration. @throws ApiError when one is missing. */
export async function resolveVolumes(
  datacenter: Datacenter,
  node: string,
  options: Record<string, string>,
): Promise<Map<string, VolumeFile>> {
  const files = new Map<string, VolumeFile>();
  for (const drive of drivesOf(options)) {
    if (!parseVolumeId(drive.file)) continue;
    const { volume } = await datacenter.storages.volume(node, drive.file);
    files.set(drive.file, { path: volume.path, format: volume.format === 'iso' ? 'raw' : volume.format });
  }
  return files;
}

/** Bridges are looked for only at start. A volume that somebody holds open raises an alarm, as PVE would not notice. */
export function assertStartable(
  datacenter: Datacenter,
  vmid: number,
  options: Record<string, string>,
  files: Map<string, VolumeFile>,
): void {
  for (const key of Object.keys(options).filter((name) => /^net\d+$/.test(name))) {
    const bridge = parsePropertyString(options[key] ?? '', netFormat, key)['bridge'];
    const gone = bridge !== undefined && datacenter.faults.strike('bridge-missing', { vmid }) !== undefined;
    if (gone || (bridge !== undefined && !datacenter.network.hasBridge(String(bridge)))) {
      throw die(`bridge '${bridge}' does not exist`);
    }
  }
  const images = new Map(
    [...files].filter(([volid]) => !volid.includes(':iso/')).map(([volid, { path }]) => [realpathSync(path), volid]),
  );
  for (const [path, holders] of holdersOf(images.keys())) {
    const volid = images.get(path);
    if (holders.length === 0 || volid === undefined) continue;
    const text = `VM ${vmid} was started while process ${holders.map(({ pid }) => pid).join(', ')} held ${volid} open`;
    datacenter.alarms.raise({ kind: 'volume-open-at-start', volid, vmids: [vmid], text });
  }
}
