import { DroverError } from '../../../contract/errors.ts';
import type { Power } from '../../../contract/vm.ts';
import type { SourcePlace } from '../../../ports/diskLocation.ts';
import type { Disk } from '../devices/disks.ts';
import { placeOf, retrieveAncestors } from '../inventory/ancestors.ts';
import { readPower, retrieveDisks, snapshotRef, vmRef } from '../machine/configuration.ts';
import { retrieveDatastores } from '../machine/describe.ts';
import { retrieveOne } from '../properties/retrieve.ts';
import type { VsphereSession } from '../session/vsphereSession.ts';
import { type MoRef, readRef } from '../values/moRef.ts';
import { text } from '../values/value.ts';

/** A disk with what is needed to find its file. */
export interface DiskContext {
  disk: Disk;
  /** All disks of the same configuration, this one among them. */
  disks: Disk[];
  datastoreType: string;
  datacenterPath: string;
  power: Power;
  /** What its reads share with those of other disks. */
  place: SourcePlace;
}

/** @throws DroverError platform.not-found when VM, snapshot or disk is gone */
export async function retrieveDiskContext(
  session: VsphereSession,
  request: { vm: string; snapshot: string | undefined; diskId: string },
  signal: AbortSignal,
): Promise<DiskContext> {
  const vm = vmRef(request.vm);
  const holder = request.snapshot === undefined ? vm : snapshotRef(request.snapshot);
  const [disks, runtime, ancestors] = await Promise.all([
    retrieveDisks(session, holder, signal),
    retrieveOne(session, vm, ['runtime.powerState', 'runtime.host'], signal),
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
  const power = readPower(text(runtime.get('runtime.powerState')));
  const place = sourcePlace(session, readRef(runtime.get('runtime.host')), disk.datastoreRef);
  return { disk, disks, datastoreType: datastore?.type ?? 'unknown', datacenterPath, power, place };
}

/** References are unique within a vCenter only. */
function sourcePlace({ endpoint }: VsphereSession, host: MoRef | undefined, datastore: MoRef | undefined): SourcePlace {
  const named = (ref: MoRef) => `${endpoint.origin} ${ref.$value}`;
  return {
    ...(host === undefined ? {} : { host: named(host) }),
    ...(datastore === undefined ? {} : { datastore: named(datastore) }),
  };
}
