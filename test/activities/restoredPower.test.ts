import { randomUUID } from 'node:crypto';
import { beforeAll, expect, test } from 'vitest';
import type { ControlDependencies } from '../../activities/dependencies.ts';
import { unwindActivities } from '../../activities/unwind.ts';
import { planSchema } from '../../contract/plan.ts';
import { useVsphereLab, type VsphereLabForTests } from '../platforms/useVsphereLab.ts';
import { asActivity } from '../support/activity.ts';

const signal = AbortSignal.timeout(280_000);
let lab: VsphereLabForTests;

beforeAll(async () => {
  lab = await useVsphereLab({ taskMilliseconds: 20, shutdownMilliseconds: 1500 });
});

/** After a guest was asked to shut down. */
async function restored(vm: string, patienceMs: number): Promise<{ foundOn: boolean }> {
  const migrationId = randomUUID();
  const target = { connectionId: 'target', storage: 'local' };
  const plan = planSchema.parse({ source: { connectionId: 'source', vm }, target });
  const dependencies = { platforms: { source: async () => lab.platform } } as unknown as ControlDependencies;
  const { restorePower } = unwindActivities(dependencies);
  const mayGoOffUntil = new Date(Date.now() + patienceMs).toISOString();
  return asActivity(migrationId, () => restorePower({ migrationId, plan, power: 'on', mayGoOffUntil }));
}

test('a guest that shuts down while its migration is cancelled is on again', async () => {
  const vm = lab.machine('herd-01').id;
  const starts = await lab.platform.lastStart(vm, signal);
  await lab.platform.shutdownGuest(vm, signal);
  expect(await restored(vm, 60_000)).toEqual({ foundOn: false });
  expect(await lab.platform.powerState(vm, signal)).toBe('on');
  expect(await lab.platform.lastStart(vm, signal)).not.toBe(starts);
});

test('one that does not is waited for no longer than was planned', async () => {
  const vm = lab.machine('herd-02').id;
  lab.arm('tools-hang', { vm });
  await lab.platform.shutdownGuest(vm, signal);
  expect(await restored(vm, 1000)).toEqual({ foundOn: true });
  expect(await lab.platform.powerState(vm, signal)).toBe('on');
});
