import { existsSync } from 'node:fs';
import { type Identity, isRoot } from '../access/accessConfig.ts';
import type { Datacenter } from '../datacenter.ts';
import { badParameters, die } from '../http/apiError.ts';
import { assertVolumeAccess } from '../storage/importSource.ts';
import { parseVolumeId } from '../storage/volumeNames.ts';
import { type Drive, drivesOf, isCdrom, isUnusedKey } from './drives.ts';

/** `STORE:SIZE` in GiB: a volume to be made. */
export function newDiskSyntax(file: string): { storage: string; gigabytes: number } | undefined {
  const match = /^([a-z][a-z0-9\-_.]*[a-z0-9]):(\d+(?:\.\d+)?)$/i.exec(file);
  return match?.[1] ? { storage: match[1], gigabytes: Number(match[2]) } : undefined;
}

interface DiskCheck {
  node: string;
  vmid: number;
  options: Record<string, string>;
}

/**
 * What can be said about drives before a worker starts: syntax, storages, rights.
 * @throws ApiError 400, 403 or 500 as API2/Qemu.pm does in its synchronous part.
 */
export function assertDiskRequests(datacenter: Datacenter, identity: Identity, check: DiskCheck): void {
  for (const drive of drivesOf(check.options)) assertDrive(datacenter, identity, check, drive);
  for (const [key, volid] of Object.entries(check.options)) {
    if (isUnusedKey(key) && volid !== '') assertVolumeAccess(datacenter, identity, { ...check, volid });
  }
}

function assertDrive(datacenter: Datacenter, identity: Identity, check: DiskCheck, drive: Drive): void {
  const { file, key } = drive;
  const source = drive.options['import-from'];
  const wanted = newDiskSyntax(file);
  if (source !== undefined) {
    if (wanted?.gigabytes !== 0) {
      const text = "'import-from' requires special syntax - use <storage ID>:0,import-from=<source>";
      throw badParameters({ [key]: text });
    }
    assertImportSource(datacenter, identity, check, drive, String(source));
  }
  if (wanted) {
    const config = datacenter.storages.on(check.node, wanted.storage).config;
    if (!config.content.includes('images')) {
      throw badParameters({ storage: `storage '${wanted.storage}' does not support vm images` });
    }
    datacenter.access.require(identity, `/storage/${wanted.storage}`, ['Datastore.AllocateSpace']);
    return;
  }
  if (file === 'none' || file === 'cdrom') {
    if (!isCdrom(drive)) throw badParameters({ [key]: `'${file}' needs media=cdrom` });
    if (file === 'cdrom') datacenter.access.require(identity, '/', ['Sys.Console']);
    return;
  }
  assertVolumeAccess(datacenter, identity, { ...check, volid: file });
  if (contentOf(datacenter, check.node, file) === 'iso' && !isCdrom(drive)) {
    throw badParameters({ [key]: "explicit 'media=cdrom' is required for iso images" });
  }
}

function assertImportSource(
  datacenter: Datacenter,
  identity: Identity,
  check: DiskCheck,
  drive: Drive,
  source: string,
): void {
  const { key, options } = drive;
  if (key === 'efidisk0' && (options['efitype'] === undefined || options['pre-enrolled-keys'] === undefined)) {
    const text = "requires specifying both 'efitype' and 'pre-enrolled-keys' when using 'import-from'";
    throw badParameters({ efidisk0: text });
  }
  if (key === 'tpmstate0' && options['version'] === undefined) {
    throw badParameters({ tpmstate0: "requires specifying 'version' when using 'import-from'" });
  }
  const parsed = parseVolumeId(source);
  if (!parsed) {
    if (!source.startsWith('/')) throw badParameters({ [key]: `unable to parse volume ID '${source}'` });
    if (!isRoot(identity)) throw die('Only root can pass arbitrary filesystem paths.');
    if (!existsSync(source)) throw badParameters({ [key]: `file '${source}' does not exist` });
    return;
  }
  const { content, vmid: owner } = datacenter.storages.on(check.node, parsed.storage).parse(parsed.volname);
  if (content !== 'images' && content !== 'import') {
    const text = `${source} has wrong type '${content}' - needs to be 'images' or 'import'`;
    throw badParameters({ [key]: text });
  }
  if (content === 'images' && owner !== undefined) {
    datacenter.access.require(identity, `/vms/${owner}`, ['VM.Clone']);
    const where = datacenter.vms.nodeOf(owner);
    if (where !== undefined && where !== check.node) throw die(`owner VM ${owner} not on local node`);
  } else {
    const path = `/storage/${parsed.storage}`;
    datacenter.access.require(identity, path, ['Datastore.AllocateSpace', 'Datastore.Audit'], { any: true });
  }
}

function contentOf(datacenter: Datacenter, node: string, file: string): string | undefined {
  const parsed = parseVolumeId(file);
  return parsed && datacenter.storages.on(node, parsed.storage).parse(parsed.volname).content;
}
