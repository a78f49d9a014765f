import { setTimeout as delay } from 'node:timers/promises';
import type { Handlers } from '../soap/call.ts';
import { textOf } from '../vim/values.ts';
import { invalidArgument, invalidPowerState, VimFault } from '../vim/vimFault.ts';
import { toolsAreRunning } from './guestInfo.ts';
import type { Machine } from './machine.ts';
import { machineOf, refuseTemplate } from './machineOf.ts';

export const powerOperations: Handlers = {
  PowerOnVM_Task: (call) => {
    const machine = machineOf(call);
    refuseTemplate(machine);
    if (machine.leases.size > 0) throw new VimFault('InvalidState', 'The virtual machine is being exported.');
    return call.world.tasks.onMachine(
      call,
      machine,
      async () => {
        // A question blocks the task until somebody answers it.
        while (machine.question !== undefined) await delay(100);
        if (machine.power() === 'poweredOn') throw invalidPowerState('poweredOn', 'poweredOn');
        machine.suspended = false;
        await machine.backing.powerOn();
      },
      { cancelable: true },
    );
  },
  PowerOffVM_Task: (call) => {
    const machine = machineOf(call);
    return call.world.tasks.onMachine(call, machine, async () => {
      if (machine.power() === 'poweredOff') throw invalidPowerState('poweredOff', 'poweredOff');
      machine.suspended = false;
      await machine.backing.powerOff();
      machine.recordPower();
    });
  },
  SuspendVM_Task: (call) => {
    const machine = machineOf(call);
    return call.world.tasks.onMachine(call, machine, async () => {
      if (machine.power() !== 'poweredOn') throw invalidPowerState('suspended', machine.power());
      if (machine.backing.kind === 'qemu') throw new VimFault('NotSupported', 'Suspending is not supported here.');
      machine.suspended = true;
      await machine.backing.powerOff();
    });
  },
  ResetVM_Task: (call) => {
    const machine = machineOf(call);
    return call.world.tasks.onMachine(call, machine, async () => {
      if (machine.power() !== 'poweredOn') throw invalidPowerState(undefined, machine.power());
      await machine.backing.powerOff();
      await machine.backing.powerOn();
    });
  },
  ShutdownGuest: async (call) => {
    const machine = machineOf(call);
    requireTools(machine);
    if (call.world.faults.strike('tools-hang', { vm: machine.id }) === undefined) await machine.backing.shutdownGuest();
  },
  RebootGuest: async (call) => {
    const machine = machineOf(call);
    requireTools(machine);
    await machine.backing.powerOff();
    await machine.backing.powerOn();
  },
  AnswerVM: (call) => {
    const machine = machineOf(call);
    if (machine.question === undefined || textOf(call.args['questionId']) !== '1') throw invalidArgument('questionId');
    machine.question = undefined;
    call.world.changed();
  },
};

function requireTools(machine: Machine): void {
  if (machine.power() !== 'poweredOn') throw invalidPowerState('poweredOn', machine.power());
  if (!toolsAreRunning(machine)) {
    throw new VimFault(
      'ToolsUnavailable',
      'Cannot complete operation because VMware Tools is not running in this virtual machine.',
    );
  }
}
