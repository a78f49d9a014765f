import type { VmSpec } from '../../contract/vm.ts';

/** A plain running VM with one disk and one network card. */
export function makeVm(changes: Partial<VmSpec> = {}): VmSpec {
  return {
    ...{ ref: 'vm-101', name: 'app', uuid: '42', instanceUuid: '50', path: 'DC0/vm', datacenter: 'DC0', host: 'esx1' },
    guest: { id: 'debian12_64Guest', fullName: 'Debian GNU/Linux 12 (64-bit)', family: 'linux' },
    ...{ firmware: 'uefi', secureBoot: false, vtpm: false, hardwareVersion: 19, cpus: 2, coresPerSocket: 1 },
    ...{ memoryMiB: 2048, power: 'on', tools: 'running', connection: 'connected', question: null, annotation: '' },
    disks: [
      {
        ...{ id: 'disk-1', key: 2000, label: 'Hard disk 1', capacityBytes: 16 * 1024 ** 3, bus: 'scsi', unit: 0 },
        ...{ controller: 'pvscsi', busNumber: 0, backing: 'flat', mode: 'persistent', shared: false, thin: true },
        ...{ encrypted: false, datastore: 'ds1', datastoreType: 'VMFS', file: '[ds1] app/app.vmdk' },
      },
    ],
    bootDisks: [],
    nics: [
      {
        ...{ key: 4000, label: 'Network adapter 1', mac: '00:50:56:00:00:01', model: 'vmxnet3' },
        ...{ network: 'VM Network', networkKind: 'standard', connected: true },
      },
    ],
    ...{ changeTracking: { supported: true, enabled: true }, snapshots: [], passthrough: [], disabledMethods: [] },
    ...{ template: false, faultTolerant: false, encrypted: false, consolidationNeeded: false },
    ...changes,
  };
}
