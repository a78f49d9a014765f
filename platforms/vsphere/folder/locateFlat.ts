import { DroverError } from '../../../contract/errors.ts';
import type { RangeLocation } from '../../../ports/diskLocation.ts';
import type { LocateRequest } from '../../../ports/sourcePlatform.ts';
import type { VsphereSession } from '../session/vsphereSession.ts';
import { type DatastorePath, flatFileOf, parseDatastorePath } from './datastorePath.ts';
import { retrieveDiskContext } from './diskContext.ts';
import { whyNotFlat } from './flatDisk.ts';
import { folderRefusal } from './folderRefusal.ts';
import { folderUrl } from './folderUrl.ts';
import { folderAuthorisation, type RangeAnswer, tryRange } from './readRange.ts';

/** A host serves `/folder` slowly and each connection costs it memory: more than four have to prove that they help. */
const parallelReads = 4;
const mostReads = 8;

/**
 * The flat file that holds a frozen disk's bytes one to one, checked by a small read.
 * @throws DroverError platform.unsupported with the reason, platform.conflict when a running VM holds the file, and
 *   what folderRefusal makes of the server's answer
 */
export async function locateFlat(
  session: VsphereSession,
  request: LocateRequest,
  signal: AbortSignal,
): Promise<RangeLocation> {
  const { disk, datastoreType, datacenterPath, power, place } = await retrieveDiskContext(session, request, signal);
  const obstacle = whyNotFlat(disk, datastoreType, power);
  if (obstacle !== null) {
    throw new DroverError('platform.unsupported', `${disk.label} cannot be read over https: ${obstacle}.`, {
      evidence: [`file ${disk.file}`, `datastore type ${datastoreType}`],
    });
  }
  if (request.snapshot === undefined && power !== 'off') {
    throw new DroverError(
      'platform.conflict',
      `The VM is not off and holds ${disk.label}; only a snapshot freezes it.`,
    );
  }
  const file = flatFileOf(parseDatastorePath(disk.file));
  const { url, answer } = await findFile(session, file, datacenterPath, signal);
  const refusal = folderRefusal(answer, file, disk.capacityBytes);
  if (refusal !== null) throw refusal;
  return {
    transport: 'https',
    place,
    url,
    capacityBytes: disk.capacityBytes,
    fingerprint256: session.fingerprint256,
    guard: session.guard,
    authorisation: folderAuthorisation(session),
    parallelReads,
    mostReads,
  };
}

/** Tries the names encoded once, then twice where that makes a difference. */
export async function findFile(
  session: VsphereSession,
  file: DatastorePath,
  datacenterPath: string,
  signal: AbortSignal,
): Promise<{ url: string; answer: RangeAnswer }> {
  const { origin } = session.endpoint;
  const once = folderUrl(origin, file, datacenterPath, 'once');
  const twice = folderUrl(origin, file, datacenterPath, 'twice');
  const first = { url: once, answer: await tryRange(session, once, signal) };
  if (first.answer.status < 400 || once === twice) return first;
  const second = { url: twice, answer: await tryRange(session, twice, signal) };
  return second.answer.status < 400 ? second : first;
}
