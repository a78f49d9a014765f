import { DroverError } from '../../../contract/errors.ts';
import type { Extent } from '../../../ports/extent.ts';
import type { ChangeQuery } from '../../../ports/sourcePlatform.ts';
import type { Disk } from '../devices/disks.ts';
import { isFault } from '../faults/vimFault.ts';
import { retrieveDisks, snapshotRef, vmRef } from '../machine/configuration.ts';
import type { VsphereSession } from '../session/vsphereSession.ts';
import { list, number, text } from '../values/value.ts';
import { changedPages, type DiskChangeInfo } from './changedPages.ts';
import { parseChangeId, sameEpoch } from './changeId.ts';

const everything = '*';

/**
 * Extents that may have changed between `since` and the snapshot.
 * @throws DroverError source.tracking-lost before anything is asked when the epochs differ, source.changed when the
 *   disk is gone or has another capacity, platform.unsupported when the server does not track
 */
export async function* changedExtents(
  session: VsphereSession,
  query: ChangeQuery,
  signal: AbortSignal,
): AsyncGenerator<Extent[]> {
  const holder = query.snapshot === undefined ? vmRef(query.vm) : snapshotRef(query.snapshot);
  const { key: diskKey } = checkDisk(await retrieveDisks(session, holder, signal), query);
  const now = { ...query, diskKey };
  yield* changedPages((startOffset) => queryPage(session, now, startOffset, signal), query.capacityBytes);
}

/** @returns the disk as it is now */
function checkDisk(disks: readonly Disk[], query: ChangeQuery): Disk {
  const disk = disks.find(({ id, key }) => (query.diskId === undefined ? key === query.diskKey : id === query.diskId));
  const evidence = [`VM ${query.vm}`, `disk ${query.diskKey}`, `snapshot ${query.snapshot ?? 'none'}`];
  if (disk === undefined)
    throw new DroverError('source.changed', 'The disk is no longer part of the VM.', { evidence });
  if (disk.capacityBytes !== query.capacityBytes) {
    throw new DroverError('source.changed', `${disk.label} has another capacity than before.`, {
      evidence: [...evidence, `was ${query.capacityBytes} bytes`, `is ${disk.capacityBytes} bytes`],
    });
  }
  if (query.since === everything) return disk;
  if (parseChangeId(query.since) === null) {
    throw new DroverError('source.tracking-lost', `"${query.since}" is not a change id.`, { evidence });
  }
  // Powered off and without a snapshot the configuration may leave the id out; the query itself will tell.
  if (disk.changeId === null && query.snapshot === undefined) return disk;
  if (disk.changeId === null || !sameEpoch(disk.changeId, query.since)) {
    throw new DroverError('source.tracking-lost', `Change tracking of ${disk.label} began anew since the last round.`, {
      evidence: [...evidence, `known ${query.since}`, `now ${disk.changeId ?? 'no change id'}`],
    });
  }
  return disk;
}

async function queryPage(
  session: VsphereSession,
  query: ChangeQuery,
  startOffset: number,
  signal: AbortSignal,
): Promise<DiskChangeInfo> {
  const args = {
    snapshot: query.snapshot === undefined ? undefined : snapshotRef(query.snapshot),
    deviceKey: query.diskKey,
    startOffset,
    changeId: query.since,
  };
  try {
    const [answer] = await session.call('QueryChangedDiskAreas', vmRef(query.vm), args, { signal, timeoutMs: 300_000 });
    return {
      startOffset: number(answer, 'startOffset') ?? Number.NaN,
      length: number(answer, 'length') ?? Number.NaN,
      areas: list(answer, 'changedArea').map((area) => ({
        start: number(area, 'start') ?? Number.NaN,
        length: number(area, 'length') ?? Number.NaN,
      })),
    };
  } catch (error) {
    throw trackingError(error, query);
  }
}

/** FileFault: unknown or stale id, missing or torn `-ctk.vmdk`, tracking not yet in effect. */
function trackingError(error: unknown, query: ChangeQuery): unknown {
  const property = isFault(error, 'InvalidArgument') ? text(error.fault.fields, 'invalidProperty') : undefined;
  if (isFault(error, 'FileFault', 'CannotAccessFile', 'FileNotFound', 'NotFound') || property === 'changeId') {
    return new DroverError('source.tracking-lost', `vSphere no longer knows what changed on disk ${query.diskKey}.`, {
      evidence: error instanceof DroverError ? [error.message, ...error.evidence] : [],
    });
  }
  if (property === 'deviceKey') {
    return new DroverError('source.changed', `vSphere does not know the disk ${query.diskKey}.`, { cause: error });
  }
  return error;
}
