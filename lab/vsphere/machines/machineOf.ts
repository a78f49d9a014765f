import { MachineSnapshot } from '../snapshots/machineSnapshot.ts';
import type { Call } from '../soap/call.ts';
import { notFound, VimFault } from '../vim/vimFault.ts';
import type { Machine } from './machine.ts';
import { connectionState } from './machineProperties.ts';

/** The machine that a call is about: its target, or the owner of the snapshot that is its target. */
export function machineOf(call: Call): Machine {
  const { target } = call;
  const machine = target instanceof MachineSnapshot ? target.machine : call.world.machines.get(target.ref.id);
  if (machine === undefined) throw notFound(target.ref);
  const state = connectionState(machine);
  if (state === 'disconnected') {
    throw new VimFault('HostNotConnected', 'Unable to communicate with the remote host, since it is disconnected.');
  }
  if (state === 'inaccessible') {
    throw new VimFault('InvalidState', `The virtual machine ${machine.name} is inaccessible.`);
  }
  return machine;
}

export function refuseTemplate(machine: Machine): void {
  if (machine.spec.template === true) {
    throw new VimFault('NotSupported', 'The operation is not supported on a template.');
  }
}
