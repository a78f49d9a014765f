import { retrieveDiskContext } from '../folder/diskContext.ts';
import { missingPrivileges } from '../privileges/missingPrivileges.ts';
import type { VsphereSession } from '../session/vsphereSession.ts';
import { LeaseDesk } from './leaseDesk.ts';
import { whyNotExportable } from './locateExport.ts';
import { openExport } from './openExport.ts';

/**
 * Why a disk cannot be exported, else null. A VM that is off is really exported up to the first bytes; a running one
 * has no snapshot yet to export, so only what is known beforehand is looked at.
 */
export async function probeExport(
  session: VsphereSession,
  vm: string,
  diskId: string,
  signal: AbortSignal,
): Promise<string | null> {
  const request = { vm, snapshot: undefined, diskId };
  const { disk, disks, power } = await retrieveDiskContext(session, request, signal);
  const obstacle = whyNotExportable(disk);
  if (obstacle !== null) return obstacle;
  if (power !== 'off') {
    if (disk.mode.startsWith('independent')) return 'an independent disk is no part of a snapshot';
    const missing = await missingPrivileges(session, vm, signal);
    return missing.includes('VApp.Export') ? 'the privilege VApp.Export is missing' : null;
  }
  const stream = await openExport(session, new LeaseDesk(session), { ...request, disk, disks }, signal);
  try {
    for await (const chunk of stream.body) if (chunk.length > 0) return null;
    return 'the export is empty';
  } finally {
    await stream.abort();
  }
}
