import type { Power } from '../../../contract/vm.ts';
import { type Disk, readDisks } from '../devices/disks.ts';
import { retrieveOne } from '../properties/retrieve.ts';
import type { VsphereSession } from '../session/vsphereSession.ts';
import { type MoRef, moRef } from '../values/moRef.ts';
import { list, text } from '../values/value.ts';

export function vmRef(vm: string): MoRef {
  return moRef('VirtualMachine', vm);
}

export function snapshotRef(snapshot: string): MoRef {
  return moRef('VirtualMachineSnapshot', snapshot);
}

/**
 * The disks as they are now, or as a snapshot froze them: only a snapshot's own configuration names the frozen files
 * and the change ids that belong to its moment.
 * @throws DroverError platform.not-found
 */
export async function retrieveDisks(session: VsphereSession, holder: MoRef, signal: AbortSignal): Promise<Disk[]> {
  const found = await retrieveOne(session, holder, ['config.hardware.device'], signal);
  return readDisks(list(found.get('config.hardware.device')));
}

export async function retrievePower(session: VsphereSession, vm: string, signal: AbortSignal): Promise<Power> {
  const found = await retrieveOne(session, vmRef(vm), ['runtime.powerState'], signal);
  return readPower(text(found.get('runtime.powerState')));
}

export function readPower(state: string | undefined): Power {
  return state === 'poweredOn' ? 'on' : state === 'suspended' ? 'suspended' : 'off';
}
