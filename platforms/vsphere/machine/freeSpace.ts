import type { DatastoreRoom } from '../../../ports/sourcePlatform.ts';
import { retrieveOne, retrieveReadable } from '../properties/retrieve.ts';
import type { VsphereSession } from '../session/vsphereSession.ts';
import { readRef } from '../values/moRef.ts';
import { list, text } from '../values/value.ts';
import { vmRef } from './configuration.ts';

const paths = ['summary.name', 'summary.capacity', 'summary.freeSpace'];

/** Room on the VM's datastores. vCenter refreshes what it knows of free space every half hour, and after its own tasks. */
export async function readFreeSpace(
  session: VsphereSession,
  vm: string,
  signal: AbortSignal,
): Promise<DatastoreRoom[]> {
  const machine = await retrieveOne(session, vmRef(vm), ['datastore'], signal);
  const datastores = list(machine.get('datastore')).flatMap((item) => readRef(item) ?? []);
  const found = await retrieveReadable(session, datastores, { Datastore: paths }, signal);
  return found.flatMap(({ properties }) => {
    const capacityBytes = Number(text(properties.get('summary.capacity')) ?? Number.NaN);
    const freeBytes = Number(text(properties.get('summary.freeSpace')) ?? Number.NaN);
    if (Number.isNaN(capacityBytes) || Number.isNaN(freeBytes)) return [];
    return [{ datastore: text(properties.get('summary.name')) ?? '', capacityBytes, freeBytes }];
  });
}
