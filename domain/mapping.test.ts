import fc from 'fast-check';
import { expect, test } from 'vitest';
import { planSchema } from '../contract/plan.ts';
import type { DiskSpec, NicSpec, VmSpec } from '../contract/vm.ts';
import { makeVm } from '../test/support/vms.ts';
import { bootEntries } from './bootEntries.ts';
import { bootOrder, mapController, mapNic, mapVm } from './mapping.ts';
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
  expect(bootOrder({ disks, bootDisks: [] }).map((entry) => entry.id)).toEqual(['a', 'b', 'c']);
  expect(disks.map((entry) => entry.id)).toEqual(['c', 'b', 'a']);
});

test('a boot order that was set comes first, and the controller is that of the disk that boots', () => {
  const disks = [
    disk({ id: 'a', key: 2000 }),
    disk({ id: 'b', key: 2001, unit: 1 }),
    disk({ id: 'c', key: 16000, bus: 'sata', controller: 'ahci' }),
  ];
  expect(bootOrder({ disks, bootDisks: [2001, 9999, 2000] }).map(({ id }) => id)).toEqual(['b', 'a', 'c']);
  expect(mapController(plan, { disks, bootDisks: [] })).toBe('sata');
  expect(mapController(plan, { disks, bootDisks: [2001] })).toBe('pvscsi');
});

test('the target tries what the source was told to try first, as far as it has it, then its other disks', () => {
  const disks = ['a', 'b', 'c'].map((id, unit) => disk({ id, key: 2000 + unit, unit }));
  const bootSequence: VmSpec['bootSequence'] = [
    { kind: 'network', key: 4001 },
    { kind: 'network', key: 4007 },
    { kind: 'cdrom' },
    { kind: 'disk', key: 2001 },
    { kind: 'disk', key: 2009 },
    { kind: 'cdrom' },
  ];
  const placed = bootOrder({ disks, bootDisks: [2001, 2009] }).map(({ id }) => id);
  expect(placed).toEqual(['b', 'a', 'c']);
  expect(bootEntries({ disks, bootSequence }, placed, [4000, 4001])).toEqual([
    { kind: 'network', position: 1 },
    { kind: 'cdrom' },
    ...[0, 1, 2].map((position) => ({ kind: 'disk', position })),
  ]);
  // Told nothing, or by a run of before it was read: the disks alone.
  for (const told of [[], undefined]) {
    expect(bootEntries({ disks, bootSequence: told }, placed, [4000]).map(({ kind }) => kind)).toEqual(
      placed.map(() => 'disk'),
    );
  }
});

const of = (...disks: DiskSpec[]) => ({ disks, bootDisks: [] });

test('keep presents the controller that the guest has a driver for', () => {
  expect(mapController(plan, of(disk({})))).toBe('pvscsi');
  expect(mapController(plan, of(disk({ controller: 'lsilogicsas' })))).toBe('lsi');
  expect(mapController(plan, of(disk({ bus: 'sata', controller: 'ahci' })))).toBe('sata');
  expect(mapController(plan, of(disk({ bus: 'nvme', controller: 'nvme' })))).toBe('virtio');
});

test('guest ids become the ostype of Proxmox VE', () => {
  expect(osTypeOf('windows2019srv_64Guest', 'windows')).toBe('win10');
  expect(osTypeOf('windows2019srvNext_64Guest', 'windows')).toBe('win11');
  expect(osTypeOf('windows7Server64Guest', 'windows')).toBe('win7');
  expect(osTypeOf('debian12_64Guest', 'linux')).toBe('l26');
  expect(osTypeOf('freebsd13_64Guest', 'other')).toBe('other');
});

const mac = fc.array(fc.integer({ min: 0, max: 255 }), { minLength: 6, maxLength: 6 }).map((bytes) => {
  return bytes.map((byte) => byte.toString(16).padStart(2, '0')).join(':');
});
const nicSpec = fc.record({
  key: fc.nat(),
  label: fc.constant('Network adapter'),
  mac,
  model: fc.constantFrom<NicSpec['model']>('vmxnet3', 'vmxnet2', 'e1000', 'e1000e', 'pcnet32', 'unknown'),
  network: fc.constantFrom('a', 'b'),
  networkKind: fc.constant('standard' as const),
  connected: fc.boolean(),
});
const networks = [
  { network: 'a', bridge: 'vmbr0', vlan: 20 },
  { network: 'b', bridge: 'vmbr1' },
];

test('every NIC keeps its MAC and link, gets bridge and VLAN of its network, and a model that the guest knows', () => {
  fc.assert(
    fc.property(nicSpec, fc.constantFrom('keep', 'virtio'), (nic, wanted) => {
      const mapped = mapNic({ ...plan, networks, hardware: { ...plan.hardware, nic: wanted } }, nic);
      expect(mapped).toMatchObject({ mac: nic.mac, connected: nic.connected });
      expect([mapped?.bridge, mapped?.vlan]).toEqual(nic.network === 'a' ? ['vmbr0', 20] : ['vmbr1', undefined]);
      const kept = nic.model.startsWith('e1000') ? nic.model : 'vmxnet3';
      expect(mapped?.model).toBe(wanted === 'virtio' ? 'virtio' : kept);
    }),
  );
});

test('a VM keeps what its guest can tell it by', () => {
  const source = fc.record({
    uuid: fc.uuid(),
    firmware: fc.constantFrom('bios' as const, 'uefi' as const),
    secureBoot: fc.boolean(),
    cpus: fc.integer({ min: 1, max: 128 }),
    coresPerSocket: fc.integer({ min: 1, max: 16 }),
    memoryMiB: fc.integer({ min: 4, max: 1 << 22 }),
    nics: fc.array(nicSpec, { maxLength: 10 }),
  });
  fc.assert(
    fc.property(source, fc.array(fc.string()), fc.string(), (kept, tags, cpuType) => {
      const wanted = { ...plan, networks, tags, hardware: { ...plan.hardware, cpuType } };
      const volumes = [1, 0].map((index) => ({ diskId: `d${index}`, volume: `s:${index}`, index }));
      const mapped = mapVm({ migrationId: 'm', plan: wanted, vm: makeVm(kept), volumes, issuedBy: 'anna' });
      const { nics, ...rest } = kept;
      expect(mapped).toMatchObject({ ...rest, tags, cpuType, migrationId: 'm', startOnBoot: false });
      expect(mapped.nics.map((nic) => nic.mac)).toEqual(nics.map((nic) => nic.mac));
      expect(mapped.disks.map(({ volume }) => volume)).toEqual(['s:0', 's:1']);
    }),
  );
});
