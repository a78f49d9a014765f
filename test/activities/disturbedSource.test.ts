import { randomUUID } from 'node:crypto';
import { afterEach, beforeAll, expect, test } from 'vitest';
import type { ControlDependencies } from '../../activities/dependencies.ts';
import { snapshotActivities } from '../../activities/snapshot.ts';
import { planSchema } from '../../contract/plan.ts';
import { snapshotName } from '../../domain/names.ts';
import { useVsphereLab, type VsphereLabForTests } from '../platforms/useVsphereLab.ts';
import { asActivity } from '../support/activity.ts';

let lab: VsphereLabForTests;

beforeAll(async () => {
  lab = await useVsphereLab({ taskMilliseconds: 20 });
});
afterEach(() => lab.lab.world.faults.disarmAll());

async function underWay(name: string) {
  const id = randomUUID();
  const machine = lab.machine(name);
  const target = { connectionId: 'target', storage: 'local', stagingStorage: 'local' };
  const plan = planSchema.parse({
    source: { connectionId: 'source', vm: machine.id },
    target,
    networks: [],
    snapshots: { minimumFreePercent: 0 },
  });
  const dependencies = { platforms: { source: async () => lab.platform } } as unknown as ControlDependencies;
  const activities = snapshotActivities(dependencies);
  const { disks } = await lab.platform.describe(machine.id, AbortSignal.timeout(60_000));
  const seen = disks.map(({ id: disk, label, capacityBytes }) => ({ id: disk, label, capacityBytes }));
  const take = (round: number) =>
    asActivity(id, () => activities.takeSnapshot({ migrationId: id, plan, round, quiesce: false, disks: seen }));
  const drop = (snapshot: string) => asActivity(id, () => activities.dropSnapshot({ plan, snapshot }));
  return { id, machine, take, drop };
}

test('disk-added: a disk that nobody has planned for parks the migration, and is named', async () => {
  const { machine, take } = await underWay('herd-01');
  lab.arm('disk-added', { vm: machine.id });
  await expect(take(1)).rejects.toMatchObject({ type: 'source.changed', message: expect.stringMatching('is new') });
});

test('disk-removed: a disk that is gone parks the migration, and is named', async () => {
  const { machine, take } = await underWay('herd-02');
  lab.arm('disk-removed', { vm: machine.id });
  await expect(take(1)).rejects.toMatchObject({ type: 'source.changed', message: expect.stringMatching('is gone') });
});

test('snapshot-doubled: the second goes with the first, so that the next one freezes the whole disk', async () => {
  const { id, machine, take, drop } = await underWay('herd-03');
  lab.arm('snapshot-doubled', { vm: machine.id });
  const first = await take(1);
  expect(machine.snapshots.map(({ name }) => name)).toEqual([1, 1].map((round) => snapshotName(id, round)));
  expect(await take(1)).toMatchObject({ ref: first.ref });
  await drop(first.ref);
  expect(machine.snapshots).toEqual([]);
  const second = await take(2);
  expect(second.disks[0]?.file).toBe(first.disks[0]?.file);
  await drop(second.ref);
});
