import { randomUUID } from 'node:crypto';
import { beforeAll, expect, test } from 'vitest';
import type { ControlDependencies } from '../../activities/dependencies.ts';
import { snapshotActivities } from '../../activities/snapshot.ts';
import { unwindActivities } from '../../activities/unwind.ts';
import { planSchema } from '../../contract/plan.ts';
import { trackingSnapshotName } from '../../domain/names.ts';
import { useVsphereLab, type VsphereLabForTests } from '../platforms/useVsphereLab.ts';
import { asActivity } from '../support/activity.ts';

let lab: VsphereLabForTests;

beforeAll(async () => {
  lab = await useVsphereLab({ taskMilliseconds: 20 });
});

test('the snapshot of change tracking is unwound when its own removal failed', async () => {
  const id = randomUUID();
  const machine = lab.machine('herd-01');
  const target = { connectionId: 'target', storage: 'local', stagingStorage: 'local' };
  const plan = planSchema.parse({ source: { connectionId: 'source', vm: machine.id }, target, networks: [] });
  const dependencies = { platforms: { source: async () => lab.platform } } as unknown as ControlDependencies;
  lab.arm('task-fails', { operation: 'RemoveSnapshot_Task', vm: machine.id }, 2);
  await expect(asActivity(id, () => snapshotActivities(dependencies).enableTracking({ plan }))).rejects.toThrow();
  lab.lab.world.faults.disarmAll();
  expect(machine.snapshots.map(({ name }) => name)).toEqual([trackingSnapshotName(id)]);

  await asActivity(id, () => unwindActivities(dependencies).removeSnapshots({ migrationId: id, plan }));
  expect(machine.snapshots).toEqual([]);
});
