import { hasPrivilege } from '../session/privileges.ts';
import { sessionOf } from '../session/sessionOperations.ts';
import type { Call, Handlers } from '../soap/call.ts';
import { activateTracking } from '../tracking/activation.ts';
import { type Data, dataList, isData, textOf } from '../vim/values.ts';
import { invalidArgument, noPermission, VimFault } from '../vim/vimFault.ts';
import type { Machine } from './machine.ts';
import { machineOf, refuseTemplate } from './machineOf.ts';

/** Which privilege each field of VirtualMachineConfigSpec needs; other fields are not supported by the lab. */
const privilegeOf: Record<string, string | undefined> = {
  changeVersion: undefined,
  changeTrackingEnabled: 'VirtualMachine.Config.ChangeTracking',
  name: 'VirtualMachine.Config.Rename',
  annotation: 'VirtualMachine.Config.Annotation',
  extraConfig: 'VirtualMachine.Config.AdvancedConfig',
};

export const reconfigureOperations: Handlers = {
  ReconfigVM_Task: (call) => {
    const machine = machineOf(call);
    refuseTemplate(machine);
    const { spec } = call.args;
    if (!isData(spec)) throw invalidArgument('spec');
    checkFields(call, spec);
    return call.world.tasks.onMachine(call, machine, async () => reconfigure(machine, spec));
  },
  Rename_Task: (call) => {
    const machine = machineOf(call);
    requirePrivilege(call, 'VirtualMachine.Config.Rename');
    return call.world.tasks.onMachine(call, machine, async () => {
      machine.name = textOf(call.args['newName']);
      machine.touch();
    });
  },
};

function checkFields(call: Call, spec: Data): void {
  for (const field of Object.keys(spec).filter((key) => key !== '$type')) {
    if (!Object.hasOwn(privilegeOf, field)) {
      throw new VimFault('NotSupported', `The simulated vCenter cannot change ${field} of a virtual machine.`);
    }
    const privilege = privilegeOf[field];
    if (privilege !== undefined) requirePrivilege(call, privilege);
  }
}

function requirePrivilege(call: Call, privilege: string): void {
  if (!hasPrivilege(sessionOf(call).user, privilege)) throw noPermission(call.target.ref, privilege);
}

function reconfigure(machine: Machine, spec: Data): void {
  const { changeVersion, changeTrackingEnabled, name, annotation } = spec;
  if (typeof changeVersion === 'string' && changeVersion !== machine.changeVersion.toISOString()) {
    throw new VimFault('ConcurrentAccess', 'The virtual machine has been changed by somebody else.');
  }
  if (typeof changeTrackingEnabled === 'boolean') setTracking(machine, changeTrackingEnabled);
  if (typeof name === 'string') machine.name = name;
  if (typeof annotation === 'string') machine.annotation = annotation;
  for (const option of dataList(spec['extraConfig'])) setOption(machine, option);
  machine.touch();
}

function setTracking(machine: Machine, enabled: boolean): void {
  if (enabled && Number(machine.spec.hardwareVersion.replace(/\D/g, '')) < 7) {
    throw new VimFault('NotSupported', 'Change tracking is not supported by this virtual hardware version.');
  }
  machine.changeTracking = enabled;
  if (!enabled || machine.power() !== 'poweredOn') activateTracking(machine);
}

function setOption(machine: Machine, option: Data): void {
  const key = textOf(option['key']);
  const value = textOf(option['value']);
  // vCenter removes an entry that is set to the empty text.
  if (value === '') machine.extraConfig.delete(key);
  else machine.extraConfig.set(key, value);
}
