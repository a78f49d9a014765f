import { DroverError } from '../../../contract/errors.ts';
import type { TargetVm, TargetVolume, VolumeRequest } from '../../../ports/targetPlatform.ts';
import type { ProxmoxClient } from '../proxmoxClient.ts';
import { isOutcomeUnknown } from '../tasks/runTask.ts';
import { segment } from '../transport/parameters.ts';
import { describeVolume } from './describeVolume.ts';
import { nodeStorage } from './nodeStorages.ts';
import { diskVolume } from './volumeId.ts';
import { volumesOn } from './volumesOf.ts';

const sends = 3;

/** A volume at least as large as the disk, named after its index, so that a second call finds the first one's. */
export async function allocateVolume(
  client: ProxmoxClient,
  vm: TargetVm,
  request: VolumeRequest,
  signal: AbortSignal,
): Promise<TargetVolume> {
  const { storage, index, format, capacityBytes } = request;
  const { type, formats } = await nodeStorage(client, vm.node, storage, signal);
  if (!formats.includes(format)) {
    throw new DroverError('platform.unsupported', `Storage ${storage} (${type}) cannot hold ${format} volumes.`);
  }
  const { fileName, volume } = diskVolume({ storage, storageType: type, vmid: vm.vmid, index, format });
  const exists = async () => (await volumesOn(client, vm, storage, signal)).some((owned) => owned.volume === volume);
  for (let attempt = 1; !(await exists()); attempt += 1) {
    try {
      await client
        .api(signal)
        .nodes.$(segment(vm.node))
        .storage.$(segment(storage))
        .content.$post({
          vmid: vm.vmid,
          filename: fileName,
          // Without a suffix the server counts in KiB.
          size: String(Math.ceil(capacityBytes / 1024)),
          format,
        });
      break;
    } catch (error) {
      // The loop's condition looks whether it was made after all.
      const again = isOutcomeUnknown(error) || isAlreadyThere(error);
      if (!again || attempt >= sends) throw error;
    }
  }
  return fitting(await describeVolume(client, vm.node, volume, signal), request);
}

function fitting(volume: TargetVolume, request: VolumeRequest): TargetVolume {
  if (volume.sizeBytes < request.capacityBytes || volume.format !== request.format) {
    throw new DroverError(
      'platform.conflict',
      `Volume ${volume.volume} already exists with another size or format than disk ${request.index} needs.`,
      {
        evidence: [
          `there: ${volume.sizeBytes} bytes, ${volume.format}`,
          `needed: ${request.capacityBytes} bytes, ${request.format}`,
        ],
      },
    );
  }
  return volume;
}

function isAlreadyThere(error: unknown): boolean {
  return error instanceof DroverError && /already exists/i.test([error.message, ...error.evidence].join('\n'));
}
