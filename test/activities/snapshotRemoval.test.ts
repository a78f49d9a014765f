import { randomUUID } from 'node:crypto';
import { afterEach, beforeAll, expect, test } from 'vitest';
import type { ControlDependencies } from '../../activities/dependencies.ts';
import { snapshotActivities } from '../../activities/snapshot.ts';
import { type MigrationPlanInput, planSchema } from '../../contract/plan.ts';
import { snapshotName } from '../../domain/names.ts';
import { useVsphereLab, type VsphereLabForTests } from '../platforms/useVsphereLab.ts';
import { asActivity } from '../support/activity.ts';

const late = 'source.snapshot-not-removed';
let lab: VsphereLabForTests;

beforeAll(async () => {
  lab = await useVsphereLab({ taskMilliseconds: 20 });
});
afterEach(() => lab.lab.world.faults.disarmAll());

/** Removes a snapshot of ours of that VM, within these budgets. */
async function remove(name: string, snapshots: MigrationPlanInput['snapshots']) {
  const id = randomUUID();
  const machine = lab.machine(name);
  const target = { connectionId: 'target', storage: 'local' };
  const plan = planSchema.parse({ source: { connectionId: 'source', vm: machine.id }, target, snapshots });
  const dependencies = { platforms: { source: async () => lab.platform } } as unknown as ControlDependencies;
  const request = { name: snapshotName(id, 0), description: '', quiesce: false };
  const { ref } = await lab.platform.createSnapshot(machine.id, request, new AbortController().signal);
  const drop = () => asActivity(id, () => snapshotActivities(dependencies).dropSnapshot({ plan, snapshot: ref }));
  return { machine, name: request.name, drop };
}

test('a removal that takes longer than its budget says which snapshot is left, and how to go on', async () => {
  const { machine, name, drop } = await remove('herd-01', { removalHours: 0.3 / 3600 });
  lab.arm('task-stuck', { operation: 'RemoveSnapshot_Task', vm: machine.id, milliseconds: 3000 });
  const error = await drop().catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({
    type: late,
    nonRetryable: true,
    details: [
      {
        evidence: [expect.any(String), expect.stringContaining(`left: snapshot "${name}"`), expect.any(String)],
        remedy: expect.stringContaining('drover residue remove'),
      },
    ],
  });
});

test('a disk file that stays locked is waited for as long as the plan says, and told', async () => {
  const { machine, drop } = await remove('herd-02', { lockMinutes: 0.1 / 60 });
  lab.arm('consolidation-needed', { vm: machine.id });
  lab.arm('consolidate-locked', { vm: machine.id }, 0);
  await expect(drop()).rejects.toMatchObject({
    type: late,
    nonRetryable: true,
    details: [{ evidence: [expect.stringContaining('need consolidation'), expect.any(String), expect.any(String)] }],
  });
  expect(machine.consolidationNeeded).toBe(true);
  lab.lab.world.faults.disarmAll();
  await drop();
  expect(machine.consolidationNeeded).toBe(false);
});
