import { DroverError } from '../../../contract/errors.ts';
import type { ExportLocation } from '../../../ports/diskLocation.ts';
import type { LocateRequest } from '../../../ports/sourcePlatform.ts';
import type { Disk } from '../devices/disks.ts';
import { retrieveDiskContext } from '../folder/diskContext.ts';
import type { VsphereSession } from '../session/vsphereSession.ts';
import type { LeaseDesk } from './leaseDesk.ts';
import { openExport } from './openExport.ts';

/** A disk as a stream out of an export lease; nothing is asked of the server before it is opened. */
export async function locateExport(
  session: VsphereSession,
  leases: LeaseDesk,
  request: LocateRequest,
  signal: AbortSignal,
): Promise<ExportLocation> {
  const { disk, disks, power, place } = await retrieveDiskContext(session, request, signal);
  const obstacle = whyNotExportable(disk);
  if (obstacle !== null) {
    throw new DroverError('platform.unsupported', `${disk.label} cannot be exported: ${obstacle}.`);
  }
  if (request.snapshot === undefined && power !== 'off') {
    throw new DroverError('platform.conflict', 'A running VM cannot be exported; only its snapshots can.');
  }
  return {
    transport: 'nfc',
    place,
    capacityBytes: disk.capacityBytes,
    open: (openSignal) => openExport(session, leases, { ...request, disk, disks }, openSignal),
  };
}

export function whyNotExportable(disk: Disk): string | null {
  if (disk.encrypted) return 'the disk is encrypted';
  if (disk.backing === 'rdm-physical' || disk.backing === 'raw-device') return 'it is a raw device';
  if (disk.backing === 'pmem') return 'it is persistent memory';
  return null;
}
