import { describe, expect, it } from 'vitest';
import { planSchema } from '../contract/plan.ts';
import { settledEdits } from './planEdits.ts';

const plan = planSchema.parse({
  source: { connectionId: 'vc', vm: 'vm-1' },
  target: { connectionId: 'pve', storage: 'local', node: 'pve1' },
});
const edited = {
  ...plan,
  strategy: 'cold' as const,
  target: { ...plan.target, vmid: 200, storage: 'other' },
  tags: ['edited'],
};
const disk = { id: 'a', label: '', capacityBytes: 1, rounds: [], ledgerRoot: null, targetRoot: null };
const preflight = { name: 'preflight' as const, startedAt: '', ms: null, attempts: 1 };

describe('settledEdits', () => {
  it('lets everything but the places change before preflight has judged', () => {
    const run = { plan, targetVm: null, disks: [], stages: [{ ...preflight, endedAt: null }] };
    expect(settledEdits(run, edited)).toEqual([]);
    expect(settledEdits(run, { ...plan, source: { ...plan.source, vm: 'vm-2' } })).toEqual(['source.vm']);
    expect(settledEdits(run, { ...plan, planId: 'other' })).toEqual(['planId']);
    expect(settledEdits({ ...run, plan: { ...plan, planId: 'one' } }, plan)).toEqual([]);
  });

  it('keeps the way once it was judged, the VM once it exists, the storage once volumes do', () => {
    const stages = [{ ...preflight, endedAt: 'now' }];
    const judged = { plan, targetVm: null, disks: [{ ...disk, volume: null }], stages };
    expect(settledEdits(judged, edited)).toEqual(['strategy']);
    const made = { ...judged, targetVm: { node: 'pve1', vmid: 100 } };
    expect(settledEdits(made, edited)).toEqual(['strategy', 'target.vmid']);
    const allocated = { ...made, disks: [{ ...disk, volume: 'local:100/vm-100-disk-0.raw' }] };
    expect(settledEdits(allocated, edited)).toEqual(['strategy', 'target.vmid', 'target.storage']);
    expect(settledEdits(allocated, { ...plan, tags: ['edited'] })).toEqual([]);
  });

  it('keeps hardware, networks, name and tags once the VM was defined, and the staging storage once it was used', () => {
    const hardware = { ...plan.hardware, nic: 'virtio' as const };
    const networks = [{ network: 'VM Network', bridge: 'vmbr9' }];
    const target = { ...plan.target, name: 'other', stagingStorage: 'other' };
    const all = { ...plan, target, hardware, networks, tags: ['edited'] };
    const ended = (name: 'preflight' | 'import' | 'define') => ({ ...preflight, name, endedAt: 'now' });
    const run = { plan, targetVm: { node: 'pve1', vmid: 100 }, disks: [{ ...disk, volume: 'v' }] };
    expect(settledEdits({ ...run, stages: [ended('preflight')] }, all)).toEqual([]);
    expect(settledEdits({ ...run, stages: [ended('preflight'), ended('import')] }, all)).toEqual([
      'target.stagingStorage',
    ]);
    expect(settledEdits({ ...run, stages: [ended('preflight'), ended('define')] }, all)).toEqual([
      'target.stagingStorage',
      'target.name',
      'hardware',
      'networks',
      'tags',
    ]);
  });
});
