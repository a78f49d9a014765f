import { expect, test } from 'vitest';
import type { TargetHardware } from '../../../contract/targetHardware.ts';
import { comparedHardware } from './comparedHardware.ts';

const gib = 1024 ** 3;
const planned: TargetHardware = {
  ...{ name: 'web', firmware: 'uefi', machine: 'q35', sockets: 2, coresPerSocket: 2, cpuType: 'host' },
  ...{ memoryMiB: 4096, controller: 'pvscsi', bootOrder: ['scsi0'] },
  disks: [{ slot: 'scsi0', volume: 'ceph:vm-1-disk-0', sizeBytes: null }],
  nics: [{ slot: 'net0', model: 'vmxnet3', mac: '00:50:56:AA:BB:CC', bridge: 'vmbr0', vlan: 20, connected: true }],
};
const sized = planned.disks.map((disk) => ({ ...disk, sizeBytes: 17 * gib }));
const source = [{ capacityBytes: 16 * gib, volume: 'ceph:vm-1-disk-0' }];
const compare = (changes: Partial<TargetHardware> = {}, plan: TargetHardware | null = planned) =>
  comparedHardware({ planned: plan, actual: { ...planned, disks: sized, ...changes } }, source);
const different = (changes: Partial<TargetHardware>) =>
  compare(changes).flatMap(({ field, of, state }) =>
    state === 'same' ? [] : [of === null ? field : `${field} ${of}`],
  );

test('hardware as it was planned differs in nothing, though the volume is larger than its disk', () => {
  expect(new Set(compare().map(({ state }) => state))).toEqual(new Set(['same']));
  expect(compare().find(({ field }) => field === 'nic')?.actual).toBe('vmxnet3 00:50:56:AA:BB:CC vmbr0.20');
});

test('what somebody changed, added or took away on the target is marked, each by its place', () => {
  expect(different({ memoryMiB: 2048, coresPerSocket: 4, machine: 'i440fx' })).toEqual(['firmware', 'cpus', 'memory']);
  expect(different({ nics: planned.nics.map((nic) => ({ ...nic, vlan: null })) })).toEqual(['nic net0']);
  expect(different({ nics: [], disks: [] })).toEqual(['disk scsi0', 'nic net0']);
  expect(different({ disks: [...sized, { slot: 'scsi1', volume: 'x', sizeBytes: 1 }] })).toEqual(['disk scsi1']);
  expect(different({ disks: sized.map((disk) => ({ ...disk, sizeBytes: 15 * gib })) })).toEqual(['size scsi0']);
  expect(different({ bootOrder: ['net0'] })).toEqual(['boot']);
});

test('without a plan that can be told, nothing is called equal or different', () => {
  const states = compare({}, null).filter(({ field }) => field !== 'size');
  expect(new Set(states.map(({ state }) => state))).toEqual(new Set(['unplanned']));
});
