import type { DiskSpec } from '../../../contract/vm.ts';
import { child, number, text, xsiType } from '../values/value.ts';

export interface Controller {
  key: number;
  /** Class on the wire, e.g. `ParaVirtualSCSIController`; part of the device keys of export leases. */
  className: string;
  bus: DiskSpec['bus'];
  model: DiskSpec['controller'];
  busNumber: number;
  /** Other VMs may write to its disks. */
  sharedBus: boolean;
}

const known: Record<string, Pick<Controller, 'bus' | 'model'>> = {
  ParaVirtualSCSIController: { bus: 'scsi', model: 'pvscsi' },
  VirtualLsiLogicController: { bus: 'scsi', model: 'lsilogic' },
  VirtualLsiLogicSASController: { bus: 'scsi', model: 'lsilogicsas' },
  VirtualBusLogicController: { bus: 'scsi', model: 'buslogic' },
  VirtualNVMEController: { bus: 'nvme', model: 'nvme' },
  VirtualAHCIController: { bus: 'sata', model: 'ahci' },
  VirtualSATAController: { bus: 'sata', model: 'ahci' },
  VirtualIDEController: { bus: 'ide', model: 'ide' },
  VirtualNVDIMMController: { bus: 'nvdimm', model: 'nvdimm' },
};

/** Storage controllers by key. A class that nobody knows yet is taken for SCSI with an unknown model. */
export function readControllers(devices: readonly unknown[]): Map<number, Controller> {
  const controllers = new Map<number, Controller>();
  for (const device of devices) {
    const key = number(device, 'key');
    const busNumber = number(device, 'busNumber');
    if (key === undefined || busNumber === undefined) continue;
    const className = xsiType(device) ?? '';
    const sharing = text(device, 'sharedBus');
    controllers.set(key, {
      key,
      className,
      ...(known[className] ?? { bus: busOf(device), model: 'unknown' }),
      busNumber,
      sharedBus: sharing !== undefined && sharing !== '' && sharing !== 'noSharing',
    });
  }
  return controllers;
}

function busOf(device: unknown): DiskSpec['bus'] {
  const label = (text(device, 'deviceInfo.label') ?? '').toLowerCase();
  if (label.includes('nvme')) return 'nvme';
  if (label.includes('sata')) return 'sata';
  if (label.includes('ide')) return child(device, 'scsiCtlrUnitNumber') === undefined ? 'ide' : 'scsi';
  return 'scsi';
}
