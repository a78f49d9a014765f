import { DroverError } from '../../../contract/errors.ts';
import type { Power } from '../../../contract/vm.ts';
import type { Disk } from '../devices/disks.ts';
import { placeOf, retrieveAncestors } from '../inventory/ancestors.ts';
import { retrieveDisks, retrievePower, snapshotRef, vmRef } from '../machine/configuration.ts';
import { retrieveDatastores } from '../machine/describe.ts';
import type { VsphereSession } from '../session/vsphereSession.ts';

/** A disk with what is needed to find its file. */
export interface DiskContext {
  disk: Disk;
  /** All disks of the same configuration, this one among them. */
  disks: Disk[];
  datastoreType: string;
  datacenterPath: string;
  power: Power;
}

/** @throws DroverError platform.not-found when VM, snapshot or disk is gone */
export async function retrieveDiskContext(
  session: VsphereSession,
  request: { vm: string; snapshot: string | undefined; diskId: string },
  signal: AbortSignal,
): Promise<DiskContext> {
  const vm = vmRef(request.vm);
  const holder = request.snapshot === undefined ? vm : snapshotRef(request.snapshot);
  const [disks, power, ancestors] = await Promise.all([
    retrieveDisks(session, holder, signal),
    retrievePower(session, request.vm, signal),
    retrieveAncestors(session, vm, signal),
  ]);
  const disk = disks.find((candidate) => candidate.id === request.diskId);
  if (disk === undefined) {
    throw new DroverError('platform.not-found', `The VM ${request.vm} has no disk ${request.diskId}.`, {
      evidence: disks.map(({ id, label }) => `has ${label} ${id}`),
    });
  }
  const refs = disk.datastoreRef === undefined ? [] : [disk.datastoreRef];
  const [datastore] = (await retrieveDatastores(session, refs, signal)).values();
  const { datacenterPath } = placeOf(ancestors.get(request.vm)?.parent, ancestors);
  return { disk, disks, datastoreType: datastore?.type ?? 'unknown', datacenterPath, power };
}
