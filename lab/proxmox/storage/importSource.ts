import type { Access } from '../access/access.ts';
import { type Identity, isRoot } from '../access/accessConfig.ts';
import { die } from '../http/apiError.ts';
import { type ImageInfo, imageInfo } from './qemuImg.ts';
import type { Storages } from './storages.ts';
import { parseVolumeId } from './volumeNames.ts';

/** @throws ApiError 403/500 when the user may not use this volume in VM `vmid` (PVE/Storage.pm check_volume_access). */
export function assertVolumeAccess(
  parts: { access: Access; storages: Storages },
  identity: Identity,
  request: { node: string; vmid: number; volid: string },
): void {
  const { access, storages } = parts;
  const parsed = parseVolumeId(request.volid);
  if (!parsed) {
    if (!isRoot(identity)) throw die('Only root can pass arbitrary filesystem paths.');
    return;
  }
  const path = `/storage/${parsed.storage}`;
  const { content, vmid: owner } = storages.on(request.node, parsed.storage).parse(parsed.volname);
  if (content === 'iso' || content === 'vztmpl' || content === 'import') {
    access.require(identity, path, ['Datastore.AllocateSpace', 'Datastore.Audit'], { any: true });
  } else if (owner === request.vmid) {
    return;
  } else if (content === 'images' && owner !== undefined) {
    access.require(identity, path, ['Datastore.Audit']);
    access.require(identity, `/vms/${owner}`, ['VM.Config.Disk']);
  } else if (!access.has(identity, path, ['Datastore.Allocate'])) {
    throw die(`missing privileges to access ${request.volid}`);
  }
}

/**
 * Looks into an image from outside: it may not lead to other files of the node.
 * @throws ApiError with the reason.
 */
export async function assertHarmlessImage(path: string, format: string): Promise<ImageInfo> {
  const info = await imageInfo(path, format).catch((error: unknown) => {
    throw die(error instanceof Error ? error.message : String(error));
  });
  const specific = info['format-specific']?.data;
  if (info['backing-filename'] !== undefined) throw die(`${path}: backing file not allowed`);
  if (specific?.['data-file'] !== undefined) throw die(`${path}: external data-file not allowed`);
  if (format === 'vmdk' && (specific?.extents?.length ?? 1) > 1) throw die(`${path}: multiple extents not allowed`);
  if (format === 'raw') {
    const guessed = await imageInfo(path);
    if (guessed.format !== 'raw') throw die(`${path}: file format '${guessed.format}' does not match 'raw'`);
  }
  return info;
}
