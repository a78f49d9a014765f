import type { Power } from '../../../contract/vm.ts';
import { isFault } from '../faults/vimFault.ts';
import { retrievePower, vmRef } from '../machine/configuration.ts';
import type { VsphereSession } from '../session/vsphereSession.ts';
import { runTask } from '../tasks/runTask.ts';

export async function powerOn(session: VsphereSession, vm: string, signal: AbortSignal): Promise<void> {
  await reach('on', session, vm, signal, () =>
    runTask(session, 'PowerOnVM_Task', vmRef(vm), {}, { vm: vmRef(vm), signal }),
  );
}

/** Hard off. */
export async function powerOff(session: VsphereSession, vm: string, signal: AbortSignal): Promise<void> {
  await reach('off', session, vm, signal, () =>
    runTask(session, 'PowerOffVM_Task', vmRef(vm), {}, { vm: vmRef(vm), signal }),
  );
}

/** Asks the guest and returns. @throws VimFaultError platform.unsupported without Tools */
export async function shutdownGuest(session: VsphereSession, vm: string, signal: AbortSignal): Promise<void> {
  await reach('off', session, vm, signal, () => session.call('ShutdownGuest', vmRef(vm), {}, { signal }));
}

/** Being there already is success, also when it happened between the look and the act. */
async function reach(
  wanted: Power,
  session: VsphereSession,
  vm: string,
  signal: AbortSignal,
  act: () => Promise<unknown>,
): Promise<void> {
  if ((await retrievePower(session, vm, signal)) === wanted) return;
  try {
    await act();
  } catch (error) {
    if (!isFault(error, 'InvalidPowerState', 'InvalidState')) throw error;
    if ((await retrievePower(session, vm, signal)) !== wanted) throw error;
  }
}
