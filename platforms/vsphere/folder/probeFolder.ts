import { vmRef } from '../machine/configuration.ts';
import { retrieveOne } from '../properties/retrieve.ts';
import type { VsphereSession } from '../session/vsphereSession.ts';
import { text } from '../values/value.ts';
import { flatFileOf, parseDatastorePath } from './datastorePath.ts';
import { retrieveDiskContext } from './diskContext.ts';
import { whyNotFlat } from './flatDisk.ts';
import { folderRefusal } from './folderRefusal.ts';
import { findFile } from './locateFlat.ts';

/**
 * Why `/folder` cannot serve a disk, else null. The flat file of a running VM is locked until our snapshot frees it,
 * so a file beside it stands in: its descriptor, or the VM's own configuration file. That shows address, names and
 * rights; whether ranges of the flat file are served, `locate` checks on the frozen file.
 */
export async function probeFolder(
  session: VsphereSession,
  vm: string,
  diskId: string,
  signal: AbortSignal,
): Promise<string | null> {
  const { disk, datastoreType, datacenterPath, power } = await retrieveDiskContext(
    session,
    { vm, snapshot: undefined, diskId },
    signal,
  );
  const obstacle = whyNotFlat(disk, datastoreType, power);
  if (obstacle !== null) return obstacle;
  const descriptor = parseDatastorePath(disk.file);
  if (power === 'off') {
    const file = flatFileOf(descriptor);
    const { answer } = await findFile(session, file, datacenterPath, signal);
    return folderRefusal(answer, file, disk.capacityBytes)?.message ?? null;
  }
  const beside = await findFile(session, descriptor, datacenterPath, signal);
  if (beside.answer.status < 400) return null;
  const found = await retrieveOne(session, vmRef(vm), ['config.files.vmPathName'], signal);
  const configuration = text(found.get('config.files.vmPathName'));
  if (configuration === undefined) return `the server refuses its descriptor (HTTP ${beside.answer.status})`;
  const { answer } = await findFile(session, parseDatastorePath(configuration), datacenterPath, signal);
  return answer.status < 400 ? null : `the server refuses files of the VM (HTTP ${answer.status})`;
}
