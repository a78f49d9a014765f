import { expect, test } from 'vitest';
import { bulkPlanInputSchema } from '../../../contract/bulkPlan.ts';
import type { InventoryVm } from '../../../contract/readiness.ts';
import type { TargetFacts } from '../../../contract/targetFacts.ts';
import { checkRows } from './checkRows.ts';
import { readTable } from './readTable.ts';

const vm = (ref: string, name: string, changes: Partial<InventoryVm> = {}): InventoryVm => ({
  ...{ connectionId: 's', ref, name, path: 'DC0/vm', power: 'on', firmware: 'uefi', guestFullName: 'Debian' },
  ...{ cpus: 1, memoryMiB: 512, diskCount: 1, capacityBytes: 2 ** 30, snapshotCount: 0, changeTracking: true },
  ...{ template: false, networks: ['LAN'], seenAt: '', readiness: { level: 'ready', score: 100, findings: [] } },
  ...changes,
});
const vms = [
  ...[vm('vm-1', 'web'), vm('vm-2', '資料庫', { networks: ['LAN', 'DMZ'] }), vm('vm-3', 'twin'), vm('vm-4', 'twin')],
  ...[vm('vm-5', 'gold', { template: true }), vm('vm-6', 'dark', { networks: undefined })],
];
const facts: TargetFacts = {
  nodes: [{ name: 'pve1', online: true, cpus: 1, memoryBytes: 1 }],
  storages: [
    {
      ...{ node: 'pve1', name: 'ceph', type: 'rbd', active: true, shared: true, content: ['images'] },
      ...{ formats: ['raw' as const], totalBytes: 1, availableBytes: 1 },
    },
  ],
  bridges: ['vmbr0', 'vmbr1'].map((name) => ({ node: 'pve1', name, vlanAware: true, active: true })),
  guests: [{ vmid: 100, name: 'old', node: 'pve1', tags: [] }],
  pools: ['migrated'],
};
const check = (...lines: string[]) =>
  checkRows(
    readTable(['name,ref,storage,node,bridge,pool,vmid,target name,strategy', ...lines].join('\n')).rows,
    vms,
    facts,
  );

test('good rows become VMs of a plan as the API takes it', () => {
  const { planned, bad } = check(
    'WEB,,ceph,pve1,vmbr0,migrated,200,web-new,Cold',
    '資料庫,,,,"LAN=vmbr0; DMZ=vmbr1",,,,',
    ',vm-3,,,,,,,',
  );
  expect(bad).toEqual([]);
  expect(planned.map(({ ref, overrides }) => [ref, overrides])).toEqual([
    [
      'vm-1',
      {
        target: { storage: 'ceph', node: 'pve1', pool: 'migrated', vmid: 200, name: 'web-new' },
        networks: [{ network: 'LAN', bridge: 'vmbr0' }],
        strategy: 'cold',
      },
    ],
    [
      'vm-2',
      {
        networks: [
          { network: 'LAN', bridge: 'vmbr0' },
          { network: 'DMZ', bridge: 'vmbr1' },
        ],
      },
    ],
    ['vm-3', {}],
  ]);
  const rows = planned.map(({ ref, overrides }) => ({ ref, overrides }));
  expect(bulkPlanInputSchema.safeParse({ name: 'x', presetId: 'p', vms: rows }).success).toBe(true);
});

test.each([
  [',,ceph,,,,,,', 'noVm', ''],
  ['nobody,,,,,,,,', 'unknownVm', 'nobody'],
  ['web,vm-99,,,,,,,', 'unknownVm', 'vm-99'],
  ['twin,,,,,,,,', 'severalVms', 'twin'],
  ['gold,,,,,,,,', 'template', 'gold'],
  ['web,,nfs,,,,,,', 'storage', 'nfs'],
  ['web,,,pve9,,,,,', 'node', 'pve9'],
  ['web,,,,,none,,,', 'pool', 'none'],
  ['web,,,,vmbr9,,,,', 'bridge', 'vmbr9'],
  ['資料庫,,,,vmbr0,,,,', 'whichNetwork', 'vmbr0'],
  ['dark,,,,vmbr0,,,,', 'whichNetwork', 'vmbr0'],
  ['web,,,,WAN=vmbr0,,,,', 'network', 'WAN'],
  ['web,,,,,,99,,', 'vmid', '99'],
  ['web,,,,,,2e2x,,', 'vmid', '2e2x'],
  ['web,,,,,,100,,', 'vmidTaken', '100'],
  ['web,,,,,,,no_name,', 'targetName', 'no_name'],
  ['web,,,,,,,,tepid', 'strategy', 'tepid'],
  ['web,,,,,,,,,more', 'broken', ''],
])('the row %j is refused with its line and cause', (row, cause, value) => {
  const { planned, bad } = check(row);
  expect(planned).toEqual([]);
  expect(bad).toMatchObject([{ line: 2, cause, value }]);
});

test('of 10,000 rows, every second bad, each bad one is told and each good one taken', () => {
  const many = Array.from({ length: 5000 }, (_, index) => vm(`vm-${index}`, `app-${index}`));
  const lines = many.flatMap(({ name }) => [name, `${name}-gone`]);
  const { planned, bad } = checkRows(readTable(['name', ...lines].join('\n')).rows, many, facts);
  expect(planned.map(({ name }) => name)).toEqual(many.map(({ name }) => name));
  expect(bad.map(({ line }) => line)).toEqual(many.map((_, index) => 3 + 2 * index));
});

test('a VM or an id that is there twice is told at its second row', () => {
  const { planned, bad } = check('web,,,,,,200,,', 'web,,,,,,201,,', ',vm-3,,,,,200,,');
  expect(planned.map(({ ref }) => ref)).toEqual(['vm-1']);
  expect(bad.map(({ line, cause }) => [line, cause])).toEqual([
    [3, 'twice'],
    [4, 'vmidTwice'],
  ]);
});
