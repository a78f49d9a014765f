import type { BootDevice } from '../../../contract/vm.ts';
import { child, list, number, xsiType } from '../values/value.ts';

/**
 * `bootOptions.bootOrder`: what the firmware tries before its own order. Subclasses of
 * VirtualMachineBootOptionsBootableDevice (vSphere Web Services API); floppies are left out.
 */
export function readBootSequence(bootOptions: unknown): BootDevice[] {
  return list(child(bootOptions, 'bootOrder')).flatMap((device): BootDevice[] => {
    const key = number(device, 'deviceKey');
    switch (xsiType(device)) {
      case 'VirtualMachineBootOptionsBootableCdromDevice':
        return [{ kind: 'cdrom' }];
      case 'VirtualMachineBootOptionsBootableDiskDevice':
        return key === undefined ? [] : [{ kind: 'disk', key }];
      case 'VirtualMachineBootOptionsBootableEthernetDevice':
        return key === undefined ? [] : [{ kind: 'network', key }];
      default:
        return [];
    }
  });
}
