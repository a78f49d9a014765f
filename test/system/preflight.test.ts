import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { PreflightReport } from '../../contract/finding.ts';
import type { Migration } from '../../contract/migration.ts';
import type { preflightPlan } from '../../workflows/inspection.ts';
import { cancelUpdate } from '../../workflows/messages.ts';
import { controlQueue, workflowTypes } from '../../workflows/names.ts';
import { type DataCentres, openDataCentres } from './dataCentres.ts';
import { expectProven, expectUntouched, targetVms } from './expectations.ts';
import { completed, migrate, type Overrides, planFor, sourceVm } from './migration.ts';

const actor = { actor: 'tester' };
let centres: DataCentres;

beforeAll(async () => {
  centres = await openDataCentres();
});
afterAll(() => centres?.close());

async function judged(name: string, overrides: Overrides = {}): Promise<PreflightReport> {
  return centres.client.workflow.execute<typeof preflightPlan>(workflowTypes.preflightPlan, {
    taskQueue: controlQueue,
    workflowId: `preflight/${randomUUID()}`,
    args: [planFor(centres, (await sourceVm(centres, name)).id, overrides)],
  });
}

async function blockersOf(name: string, overrides: Overrides = {}): Promise<string[]> {
  const { findings } = await judged(name, overrides);
  for (const finding of findings) expect(finding).toMatchObject({ evidence: /\S/, remedy: /\S/ });
  return [...new Set(findings.filter((finding) => finding.severity === 'blocker').map((finding) => finding.code))];
}

describe('machines that cannot move', () => {
  test.each<[string, string[]]>([
    ['app-mixed', ['hardware.cpus']],
    ['win2019-sql', ['hardware.lsi-uefi']],
    ['win11-vtpm', ['vm.vtpm', 'hardware.virtio-drivers']],
    ['gpu-passthrough', ['vm.passthrough']],
    ['sriov-router', ['nic.sriov']],
    ['no-tools', ['vm.no-tools']],
    ['independent-disk', ['disk.independent', 'transport.none']],
    ['nonpersistent-disk', ['disk.nonpersistent']],
    ['rdm-virtual', ['disk.rdm-virtual']],
    ['rdm-physical', ['disk.rdm-physical', 'disk.shared']],
    ['rac-node-1', ['disk.shared']],
    ['encrypted-disk', ['vm.encrypted', 'disk.encrypted']],
    ['no-disks', ['vm.no-disks']],
    ['big-sparse', ['target.storage-full']],
    ['has-snapshots', ['vm.snapshots']],
    ['golden-template', ['vm.template']],
    ['suspended', ['vm.suspended']],
    ['asks-question', ['vm.question']],
    ['on-lost-host', ['vm.host-disconnected']],
    ['inaccessible', ['vm.inaccessible']],
  ])('%s: %j', async (name, codes) => {
    expect(await blockersOf(name)).toEqual(expect.arrayContaining(codes));
  });

  test.each<[string, Overrides, string]>([
    ['a network without a bridge', { networks: [] }, 'network.unmapped'],
    [
      'a bridge that is not there',
      { networks: [{ network: 'VM Network', bridge: 'vmbr77' }] },
      'network.bridge-missing',
    ],
    ['an unknown storage', { target: { storage: 'nowhere' } }, 'target.storage-missing'],
    ['an unknown node', { target: { node: 'pve9' } }, 'target.node-missing'],
    ['deltas by the staged route', { route: 'staged' }, 'strategy.staged-warm'],
    ['virtio unconfirmed', { hardware: { controller: 'virtio' } }, 'hardware.virtio-drivers'],
    ['a disk that the VM does not have', { disks: [{ diskId: 'x', storage: 'local' }] }, 'plan.unknown-disk'],
  ])('a plan with %s', async (_, overrides, code) => {
    expect(await blockersOf('herd-01', overrides)).toContain(code);
  });
});

test('clock-skew: a source whose clock is off is warned of', async () => {
  const { faults } = centres.vsphere.world;
  faults.arm({ name: 'clock-skew', count: 0, match: { seconds: 900 } });
  const { findings } = await judged('herd-01').finally(() => faults.disarmAll());
  expect(findings).toContainEqual(expect.objectContaining({ code: 'clock.skew', severity: 'warning' }));
});

describe('a migration that is refused', () => {
  test.each(['rac-node-1', 'has-snapshots', 'independent-disk', 'golden-template'])(
    '%s: nothing is made',
    async (name) => {
      const before = await sourceVm(centres, name);
      const run = await migrate(centres, name);
      const { parked, targetVm } = await run.until('parking', (state) => state.status === 'parked');
      expect(parked).toMatchObject({ stage: 'preflight', code: 'migration.refused' });
      expect(targetVm).toBeNull();
      await run.handle.executeUpdate(cancelUpdate, { args: [actor] });
      expect(await run.handle.result()).toMatchObject({ status: 'cancelled', leftovers: [], targetVm: null });
      expect(await sourceVm(centres, name)).toEqual(before);
      expect(targetVms(centres)).not.toContain(name);
    },
  );

  test('a second one of the same VM, and one of a name or an id that is taken', async () => {
    const slowly = { bandwidthBytesPerSecond: 1048576, target: { vmid: 4711 } };
    const run = await migrate(centres, 'herd-04', slowly);
    await run.until('the copy', (state) => state.stage === 'baseline');
    expect(await blockersOf('herd-04')).toEqual(expect.arrayContaining(['vm.already-migrating', 'target.name-taken']));
    expect(await blockersOf('herd-05', { target: { vmid: 4711 } })).toEqual(['target.vmid-taken']);
    await run.handle.executeUpdate(cancelUpdate, { args: [actor] });
    await expectUntouched(centres, 'herd-04', await run.handle.result());
  });
});

describe.concurrent('machines that are only awkward move all the same', () => {
  test.each<[string, Overrides, Partial<Migration>]>([
    ['odd-sizes', {}, { strategy: 'warm' }],
    ['ide-legacy', {}, { strategy: 'warm' }],
    ['tracked-already', {}, { strategy: 'warm' }],
    ['powered-off', {}, { strategy: 'warm' }],
    ['second-datacenter', {}, { strategy: 'warm' }],
    ['busy-writer', {}, { strategy: 'warm' }],
    ['on-vsan', {}, { strategy: 'cold', transport: 'nfc' }],
    ['se-sparse', {}, { strategy: 'cold', transport: 'nfc' }],
    ['no-tools', { shutdown: { onTimeout: 'power-off' } }, { strategy: 'warm' }],
  ])('%s', async (name, overrides, expected) => {
    const done = await completed(await migrate(centres, name, overrides));
    expect(done).toMatchObject({ ...expected, leftovers: [] });
    await expectProven(centres, name, done);
  });
});
