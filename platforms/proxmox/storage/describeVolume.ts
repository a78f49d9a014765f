import { DroverError } from '../../../contract/errors.ts';
import type { TargetVolume } from '../../../ports/targetPlatform.ts';
import type { ProxmoxClient } from '../proxmoxClient.ts';
import { segment } from '../transport/parameters.ts';
import { storageOf } from './volumeId.ts';

/** Path, format and size as the node sees them now. @throws DroverError platform.not-found */
export async function describeVolume(
  client: ProxmoxClient,
  node: string,
  volume: string,
  signal: AbortSignal,
): Promise<TargetVolume> {
  const storage = storageOf(volume);
  const reply = await client
    .api(signal)
    .nodes.$(segment(node))
    .storage.$(segment(storage))
    .content.$(segment(volume))
    .$get();
  const { path, format, size } = reply as { path: string; format: string; size: number | string };
  if (format !== 'raw' && format !== 'qcow2') {
    throw new DroverError('platform.unsupported', `Volume ${volume} is ${format}; Drover writes raw and qcow2.`);
  }
  return { node, storage, volume, path, format, sizeBytes: Number(size) };
}
