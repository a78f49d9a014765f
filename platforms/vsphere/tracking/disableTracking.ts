import { vmRef } from '../machine/configuration.ts';
import { retrieveOne } from '../properties/retrieve.ts';
import type { VsphereSession } from '../session/vsphereSession.ts';
import { runTask } from '../tasks/runTask.ts';
import { flag } from '../values/value.ts';

/** Turns change tracking off. Of a running VM its files go with the next snapshot, or when it is off; off is success. */
export async function disableTracking(session: VsphereSession, vm: string, signal: AbortSignal): Promise<void> {
  const found = await retrieveOne(session, vmRef(vm), ['config.changeTrackingEnabled'], signal);
  if (flag(found.get('config.changeTrackingEnabled')) !== true) return;
  const spec = { changeTrackingEnabled: false };
  await runTask(session, 'ReconfigVM_Task', vmRef(vm), { spec }, { vm: vmRef(vm), signal });
}
