import { expect, test } from 'vitest';
import { planSchema } from '../contract/plan.ts';
import type { DiskSpec } from '../contract/vm.ts';
import { bootOrder, mapController } from './mapping.ts';
import { osTypeOf } from './osType.ts';

const plan = planSchema.parse({
  source: { connectionId: 'a', vm: 'vm-1' },
  target: { connectionId: 'b', storage: 's' },
});

function disk(change: Partial<DiskSpec>): DiskSpec {
  return {
    id: 'x',
    key: 2000,
    label: '',
    capacityBytes: 1,
    bus: 'scsi',
    controller: 'pvscsi',
    busNumber: 0,
    unit: 0,
    backing: 'flat',
    mode: 'persistent',
    shared: false,
    encrypted: false,
    thin: true,
    datastore: '',
    datastoreType: '',
    file: '',
    ...change,
  };
}

test('the boot disk is the first on the first controller, whatever order the platform lists them in', () => {
  const disks = [disk({ id: 'c', busNumber: 1, unit: 0 }), disk({ id: 'b', unit: 10 }), disk({ id: 'a', unit: 2 })];
  expect(bootOrder(disks).map((entry) => entry.id)).toEqual(['a', 'b', 'c']);
  expect(disks.map((entry) => entry.id)).toEqual(['c', 'b', 'a']);
});

test('keep presents the controller that the guest has a driver for', () => {
  expect(mapController(plan, [disk({})])).toBe('pvscsi');
  expect(mapController(plan, [disk({ controller: 'lsilogicsas' })])).toBe('lsi');
  expect(mapController(plan, [disk({ bus: 'sata', controller: 'ahci' })])).toBe('sata');
  expect(mapController(plan, [disk({ bus: 'nvme', controller: 'nvme' })])).toBe('virtio');
});

test('guest ids become the ostype of Proxmox VE', () => {
  expect(osTypeOf('windows2019srv_64Guest', 'windows')).toBe('win10');
  expect(osTypeOf('windows2019srvNext_64Guest', 'windows')).toBe('win11');
  expect(osTypeOf('windows7Server64Guest', 'windows')).toBe('win7');
  expect(osTypeOf('debian12_64Guest', 'linux')).toBe('l26');
  expect(osTypeOf('freebsd13_64Guest', 'other')).toBe('other');
});
