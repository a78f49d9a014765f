import { child, list, number, xsiType } from '../values/value.ts';

/** Keys of the disks in `bootOptions.bootOrder`, in its order; networks and CD-ROMs there are left out. */
export function readBootDisks(bootOptions: unknown): number[] {
  return list(child(bootOptions, 'bootOrder'))
    .filter((device) => xsiType(device) === 'VirtualMachineBootOptionsBootableDiskDevice')
    .flatMap((device) => number(device, 'deviceKey') ?? []);
}
