import { expect, test } from 'vitest';
import { planSchema } from '../../../contract/plan.ts';
import type { TargetFacts, TargetStorage } from '../../../contract/targetFacts.ts';
import { emptyDraft, offersOf, planOf } from './draft.ts';

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
const vm = { nics: [{ network: 'LAN' }, { network: 'LAN' }, { network: 'DMZ' }, { network: '' }] };
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
  const chosen = { ...draft, storage: 'small', bridges: { DMZ: 'vmbr1' } };
  const plan = planOf(chosen, offersOf(chosen, vm, facts));
  expect([plan?.target.storage, plan?.networks?.[1]?.bridge]).toEqual(['small', 'vmbr1']);
  const gone = { ...draft, node: 'pve0', storage: 'elsewhere' };
  expect(planOf(gone, offersOf(gone, vm, facts))?.target).toMatchObject({ node: 'pve1', storage: 'large' });
});

test('without a place to put it there is no plan', () => {
  expect(planOf(draft, offersOf(draft, vm, { ...facts, storages: [] }))).toBeNull();
  expect(planOf({ ...draft, vmRef: '' }, offersOf(draft, vm, facts))).toBeNull();
});
