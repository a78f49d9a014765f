import { expect, test } from 'vitest';
import type { MigrationPlanInput } from '../../contract/plan.ts';
import type { TargetFacts } from '../../contract/targetFacts.ts';
import type { VmSummary } from '../../contract/vm.ts';
import { makePlan } from '../../test/support/migrations.ts';
import { type PlannedVm, plannedFindings, togetherFindings } from './planFindings.ts';

const seen: VmSummary = {
  ...{ connectionId: 's', ref: 'vm-1', name: 'web', path: 'DC0/vm', power: 'on', firmware: 'uefi' },
  ...{ guestFullName: 'Debian', cpus: 1, memoryMiB: 512, diskCount: 1, capacityBytes: 100 * 1024 ** 3 },
  ...{ snapshotCount: 0, changeTracking: true, template: false, networks: ['VM Network'], datastores: ['ds1'] },
  seenAt: '2026-11-22T03:00:00.000Z',
};
const vm = (changes: Partial<PlannedVm> = {}, plan: Partial<MigrationPlanInput> = {}): PlannedVm => ({
  ...{ ref: 'vm-1', seen, openMigrationId: null, movedBy: null },
  plan: makePlan({ networks: [{ network: 'VM Network', bridge: 'vmbr0' }], ...plan }),
  ...changes,
});
const codes = (planned: PlannedVm) => plannedFindings(planned).map(({ severity, code }) => `${severity} ${code}`);

test.each<[string, PlannedVm]>([
  ['blocker plan.vm-missing', vm({ seen: null })],
  ['info plan.vm-moved', vm({ movedBy: 'm-1' })],
  ['blocker vm.already-migrating', vm({ openMigrationId: 'm-1' })],
  ['blocker vm.template', vm({ seen: { ...seen, template: true } })],
  ['blocker vm.suspended', vm({ seen: { ...seen, power: 'suspended' } })],
  ['blocker vm.no-disks', vm({ seen: { ...seen, diskCount: 0 } })],
  ['blocker vm.snapshots', vm({ seen: { ...seen, snapshotCount: 2 } })],
  ['blocker vm.no-tools', vm({ seen: { ...seen, tools: 'not-installed' } })],
  ['warning vm.no-tools', vm({ seen: { ...seen, tools: 'not-installed' } }, { shutdown: { onTimeout: 'power-off' } })],
  ['blocker network.unmapped', vm({}, { networks: [] })],
  ['info plan.networks-unseen', vm({ seen: { ...seen, networks: undefined } })],
])('%s', (expected, planned) => {
  expect(codes(planned)).toEqual([expected]);
});

test('a VM that nothing is wrong with is ready', () => {
  expect(codes(vm())).toEqual([]);
});

test('names, ids and room are looked at for all VMs together', () => {
  const facts: TargetFacts = {
    ...{ nodes: [], bridges: [], guests: [], pools: [] },
    storages: ['pve1', 'pve2'].map((node) => ({
      ...{ node, name: 'local', type: 'dir', active: true, shared: true, content: ['images'], formats: ['raw'] },
      ...{ totalBytes: 1024 ** 4, availableBytes: 150 * 1024 ** 3 },
    })),
  };
  const target = { connectionId: 't', storage: 'local', vmid: 900 };
  const both = [vm({}, { target }), vm({ ref: 'vm-2' }, { target })];
  const together = (vms: PlannedVm[]) => togetherFindings(vms, facts).map(({ code, subject }) => `${code} ${subject}`);
  expect(together(both)).toEqual(['plan.name-twice web', 'plan.vmid-twice 900', 'plan.storage-room local']);
  expect(together(both.slice(1))).toEqual([]);
  expect(together([vm(), vm({ ref: 'vm-2', seen: { ...seen, name: 'db' }, movedBy: 'm-1' })])).toEqual([]);
});
