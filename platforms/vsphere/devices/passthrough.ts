import { text, xsiType } from '../values/value.ts';

/** Devices of the host or of a person at it; SR-IOV NICs are told as NICs. */
const bound = /^Virtual(PCIPassthrough|SCSIPassthrough|USB$|USBRemote|SerialPort|ParallelPort)/;

/** Labels of the devices that cannot move with the VM, each with its class. */
export function readPassthrough(devices: readonly unknown[]): string[] {
  return devices.flatMap((device) => {
    const type = xsiType(device) ?? '';
    if (!bound.test(type)) return [];
    const label = text(device, 'deviceInfo.label');
    return [label === undefined || label === '' ? type : `${label} (${type})`];
  });
}

export function hasVirtualTpm(devices: readonly unknown[]): boolean {
  return devices.some((device) => xsiType(device) === 'VirtualTPM');
}
