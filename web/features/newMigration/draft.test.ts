import { expect, test } from 'vitest';
import { planSchema } from '../../../contract/plan.ts';
import type { TargetFacts, TargetStorage } from '../../../contract/targetFacts.ts';
import { type Draft, emptyDraft, offersOf, planOf } from './draft.ts';
import { wrongFields } from './wrongFields.ts';

const storage = (name: string, changes: Partial<TargetStorage>): TargetStorage => ({
  ...{ node: 'pve1', name, type: 'dir', active: true, shared: false, content: ['images'], formats: ['raw'] },
  ...{ totalBytes: 100, availableBytes: 10 },
  ...changes,
});
const facts: TargetFacts = {
  nodes: [
    { name: 'pve0', online: false, cpus: 4, memoryBytes: 1 },
    { name: 'pve1', online: true, cpus: 4, memoryBytes: 1 },
  ],
  storages: [
    storage('small', {}),
    storage('large', { availableBytes: 90 }),
    storage('off', { active: false, availableBytes: 99 }),
    storage('elsewhere', { node: 'pve0', availableBytes: 99 }),
    storage('drop', { content: ['import'], availableBytes: 99 }),
  ],
  bridges: [
    { node: 'pve1', name: 'vmbr0', vlanAware: true, active: true },
    { node: 'pve1', name: 'vmbr1', vlanAware: true, active: true },
    { node: 'pve1', name: 'down0', vlanAware: true, active: false },
  ],
  ...{ guests: [], pools: [] },
};
const vm = {
  nics: [{ network: 'LAN' }, { network: 'LAN' }, { network: 'DMZ' }, { network: '' }],
  disks: [1, 2].map((number) => ({ id: `disk-${number}`, label: `Hard disk ${number}`, capacityBytes: 1 })),
};
const draft = { ...emptyDraft, sourceId: 's', vmRef: 'vm-1', targetId: 't' };

test('defaults are an online node, its roomiest storage for images and its first bridge', () => {
  const plan = planOf(draft, offersOf(draft, vm, facts));
  expect(plan?.target).toEqual({ connectionId: 't', node: 'pve1', storage: 'large', stagingStorage: 'drop' });
  expect(plan?.networks).toEqual([
    { network: 'LAN', bridge: 'vmbr0' },
    { network: 'DMZ', bridge: 'vmbr0' },
  ]);
  expect(planSchema.safeParse(plan).success).toBe(true);
});

test('what was chosen holds, unless the node no longer offers it', () => {
  const chosen = { ...draft, storage: 'small', networks: { DMZ: { bridge: 'vmbr1', vlan: '7' } } };
  const plan = planOf(chosen, offersOf(chosen, vm, facts));
  expect([plan?.target.storage, plan?.networks?.[1]]).toEqual([
    ...['small', { network: 'DMZ', bridge: 'vmbr1', vlan: 7 }],
  ]);
  const gone = { ...draft, node: 'pve0', storage: 'elsewhere' };
  expect(planOf(gone, offersOf(gone, vm, facts))?.target).toMatchObject({ node: 'pve1', storage: 'large' });
});

test('without a place to put it there is no plan', () => {
  expect(planOf(draft, offersOf(draft, vm, { ...facts, storages: [] }))).toBeNull();
  expect(planOf({ ...draft, vmRef: '' }, offersOf(draft, vm, facts))).toBeNull();
});

test('what one VM has of its own becomes part of the plan, and what is not mapped does not', () => {
  const hardware = { ...emptyDraft.hardware, controller: 'virtio' as const, driversConfirmed: true };
  const own: Draft = {
    ...draft,
    ...{ name: 'web-1.example.org', vmid: '700', storage: 'large', hardware },
    disks: { 'disk-1': 'small', 'disk-2': 'large', 'disk-gone': 'small' },
    networks: { LAN: { bridge: '', vlan: '' } },
    cutover: 'at 2027-01-31T02:00:00.000Z 2027-01-31T04:00:00.000Z',
  };
  expect(wrongFields(own).size).toBe(0);
  const plan = planOf(own, offersOf(own, vm, facts));
  expect(planSchema.parse(plan)).toMatchObject({
    target: { name: 'web-1.example.org', vmid: 700, storage: 'large' },
    disks: [{ diskId: 'disk-1', storage: 'small' }],
    networks: [{ network: 'DMZ', bridge: 'vmbr0' }],
    hardware: { controller: 'virtio', nic: 'keep', driversConfirmed: true },
    cutover: { mode: 'at', at: '2027-01-31T02:00:00.000Z', until: '2027-01-31T04:00:00.000Z' },
  });
  const cold: Draft = { ...own, strategy: 'cold' };
  expect(planOf(cold, offersOf(cold, vm, facts))?.cutover).toBeUndefined();
});

test('what cannot be is named by its field before anything is asked', () => {
  const bad: Draft = {
    ...draft,
    ...{ name: 'web 1', vmid: '99', hardware: { ...draft.hardware, cpuType: ' ' } },
    networks: { LAN: { bridge: 'vmbr0', vlan: '4095' } },
    cutover: 'at 2027-01-31T02:00:00.000Z 2027-01-31T02:00:00.000Z',
  };
  expect(Object.fromEntries(wrongFields(bad))).toEqual({
    ...{ name: 'targetName', vmid: 'vmid', 'hardware.cpuType': 'cpuType' },
    ...{ 'networks.LAN': 'vlan', until: 'until' },
  });
  expect([...wrongFields({ ...draft, cutover: 'at' }).values()]).toEqual(['cutoverAt']);
  expect([...wrongFields({ ...draft, cutover: 'auto soon' }).values()]).toEqual(['budget']);
  expect(wrongFields({ ...draft, cutover: 'at', strategy: 'cold' }).size).toBe(0);
});
