import { expect, test } from 'vitest';
import { planSchema } from '../../../contract/plan.ts';
import type { TargetFacts } from '../../../contract/targetFacts.ts';
import { makeMigration } from '../../../test/support/migrations.ts';
import { comparedResult } from './comparedResult.ts';

const plan = planSchema.parse({
  source: { connectionId: 's', vm: 'vm-1' },
  target: { connectionId: 't', storage: 'ceph', node: 'pve1', name: 'web', vmid: 120 },
  disks: [{ diskId: 'b', storage: 'fast', format: 'qcow2' }],
  ...{ networks: [{ network: 'VM Network', bridge: 'vmbr0', vlan: 7 }], tags: ['Wave 3'] },
});
const disk = (id: string, volume: string | null) => ({
  ...{ id, label: `Disk ${id}`, capacityBytes: 1, volume, rounds: [], ledgerRoot: null, targetRoot: null },
});
const migration = makeMigration({
  ...{ plan, strategy: 'cold', route: 'direct', transport: 'nfc', targetVm: { node: 'pve1', vmid: 120 } },
  stages: [{ name: 'define', startedAt: '', endedAt: '', ms: 1, attempts: 1 }],
  disks: [disk('a', 'ceph:vm-120-disk-0'), disk('b', 'local:120/vm-120-disk-1.qcow2')],
});
const guest: TargetFacts['guests'][number] = { vmid: 120, name: 'web', node: 'pve1', tags: ['drover', 'wave-3'] };
const facts = (...guests: TargetFacts['guests']): TargetFacts => ({
  ...{ nodes: [], storages: [], bridges: [], pools: [], guests },
});
const states = (rows: ReturnType<typeof comparedResult>) =>
  Object.fromEntries(rows.map(({ field, of, state }) => [of === null ? field : `${field} ${of}`, state]));

test('what was asked for beside what there is', () => {
  expect(states(comparedResult(migration, facts(guest)))).toEqual({
    ...{ name: 'same', vmid: 'same', node: 'same', tags: 'same', 'storage Disk a': 'same' },
    ...{ 'storage Disk b': 'different', 'format Disk b': 'same', strategy: 'different' },
    ...{ route: 'chosen', transport: 'chosen', started: 'pending' },
    ...{ networks: 'unread', controller: 'unread', nic: 'unread', firmware: 'unread' },
  });
});

test('who renamed, moved or retagged the VM on the target sees it', () => {
  const changed = { ...guest, name: 'web-old', node: 'pve2', tags: [] };
  const rows = comparedResult(migration, facts(changed));
  expect(states(rows)).toMatchObject({ name: 'different', node: 'different', tags: 'different' });
  expect(rows.find(({ field }) => field === 'node')).toMatchObject({ planned: 'pve1', actual: 'pve2' });
});

test('a silent target, a VM that is gone and one that is not yet made are three things', () => {
  expect(states(comparedResult(migration, null))).toMatchObject({ name: 'unread', vmid: 'same', node: 'same' });
  expect(states(comparedResult(migration, facts()))).toMatchObject({ name: 'gone', tags: 'gone' });
  const early = { ...migration, targetVm: null, stages: [], disks: [disk('a', null)] };
  expect(states(comparedResult(early, null))).toMatchObject({ name: 'pending', 'storage Disk a': 'pending' });
});

test('a shell that is not yet defined differs in nothing', () => {
  const shell = { ...guest, name: 'drover-shell', tags: ['drover'] };
  const rows = comparedResult({ ...migration, stages: [] }, facts(shell));
  expect(states(rows)).toMatchObject({ name: 'pending', tags: 'pending', vmid: 'same' });
});

test('a target that should have been started and was not is told once the migration has ended', () => {
  const ended = { ...migration, endedAt: migration.createdAt };
  expect(states(comparedResult(ended, null))['started']).toBe('different');
  const booted = { ...ended, guest: { agent: false, osName: null } };
  expect(states(comparedResult(booted, null))['started']).toBe('same');
});
