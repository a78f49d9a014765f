import { afterAll, beforeAll, expect, test } from 'vitest';
import { cutoverUpdate, pauseUpdate, resumeUpdate, scheduleUpdate } from '../../workflows/messages.ts';
import { useTemporalWithShortHistories } from '../support/temporal.ts';
import { newScript } from './fakeActivities.ts';
import { type Bench, openBench, type Run } from './migrationBench.ts';

const actor = { actor: 'tester' };
let bench: Bench;

beforeAll(async () => {
  bench = await openBench(useTemporalWithShortHistories());
});
afterAll(() => bench?.close());

/** Histories that the run has had so far. */
async function histories(run: Run): Promise<number> {
  let count = 0;
  for await (const _ of bench.client.workflow.list({ query: `WorkflowId = 'migration/${run.id}'` })) count += 1;
  return count;
}

async function carriedOn(run: Run, times: number): Promise<void> {
  await expect.poll(() => histories(run), { timeout: 60_000, interval: 250 }).toBeGreaterThan(times);
}

test('a long delta loop goes on in new histories with its change ids, rounds and target', async () => {
  const script = newScript();
  const run = await bench.start(script, { delta: { intervalSeconds: 0, minimumRounds: 12 } });
  await carriedOn(run, 2);
  const done = await run.handle.result();
  expect(done.status).toBe('completed');
  const deltas = script.calls.filter((call) => call.startsWith('copyDisk delta'));
  expect(deltas).toEqual(deltas.map((_, index) => `copyDisk delta ${index + 1} since epoch/${index}`));
  expect(deltas).toHaveLength(12);
  for (const once of ['preflight', 'provision', 'enableTracking', 'takeSnapshot 0', 'copyDisk final 13 since epoch/12'])
    expect(script.calls.filter((call) => call === once)).toHaveLength(1);
  expect(done.disks[0]?.rounds.map((round) => round.round)).toEqual(Array.from({ length: 14 }, (_, index) => index));
  expect(done.targetVm).toEqual({ node: 'pve1', vmid: 100 });
  const { searchAttributes } = await run.handle.describe();
  expect(searchAttributes).toMatchObject({ DroverState: ['completed'], DroverConnection: ['vc'] });
});

test('commands reach the run across histories: a time to cut over is kept, and so is a pause', async () => {
  const script = newScript();
  const run = await bench.start(script, {
    cutover: { mode: 'manual' },
    delta: { intervalSeconds: 0, minimumRounds: 0 },
  });
  const at = new Date(Date.now() + 3_600_000).toISOString();
  await expect.poll(async () => (await run.state()).stage, { timeout: 20_000, interval: 50 }).toBe('delta');
  await run.handle.executeUpdate(scheduleUpdate, { args: [{ ...actor, at }] });
  await carriedOn(run, 1);
  expect(await run.state()).toMatchObject({ cutoverAt: at, commands: [{ name: 'schedule' }] });
  // Some of these meet the moment of carrying on.
  for (let turn = 0; turn < 6; turn += 1) {
    await run.handle.executeUpdate(pauseUpdate, { args: [actor] });
    await expect.poll(async () => (await run.state()).status, { timeout: 20_000, interval: 50 }).toBe('paused');
    const calls = script.calls.length;
    const before = await histories(run);
    // What was under way when the pause came has ended.
    await expect.poll(() => awaits(run), { timeout: 20_000, interval: 50 }).toEqual([]);
    expect(await histories(run)).toBeLessThanOrEqual(before + 1);
    expect(script.calls.length - calls).toBeLessThanOrEqual(1);
    await run.handle.executeUpdate(resumeUpdate, { args: [actor] });
  }
  await run.handle.executeUpdate(cutoverUpdate, { args: [actor] });
  const done = await run.handle.result();
  expect(done.status).toBe('completed');
  expect(done.commands.map((command) => command.name)).toEqual([
    'schedule',
    ...Array(6).fill(['pause', 'resume']).flat(),
    'cutover',
  ]);
});

test('a pause that comes while the run is about to carry on still holds it', async () => {
  const gate = Promise.withResolvers<void>();
  const script = newScript({ recordsWaitFor: gate.promise });
  const run = await bench.start(script, { delta: { intervalSeconds: 0, minimumRounds: 40 } });
  // It carries on only when its last state was recorded, so that it stands still now.
  await expect.poll(() => awaits(run), { timeout: 20_000, interval: 50 }).toEqual(['record']);
  await expect.poll(async () => (await run.handle.describe()).historyLength, { timeout: 20_000 }).toBeGreaterThan(120);
  await expect.poll(() => awaits(run), { timeout: 20_000, interval: 50 }).toEqual(['record']);
  await run.handle.executeUpdate(pauseUpdate, { args: [actor] });
  script.recordsWaitFor = null;
  const calls = script.calls.length;
  gate.resolve();
  await expect.poll(() => script.recorded.at(-1)?.status, { timeout: 20_000 }).toBe('paused');
  await expect.poll(() => awaits(run), { timeout: 20_000 }).toEqual([]);
  expect(script.calls.length).toBe(calls);
  await run.handle.executeUpdate(resumeUpdate, { args: [actor] });
  await carriedOn(run, 1);
  await run.handle.terminate('seen enough');
});

/** Activities that run while no workflow task is on its way: what the run waits for. */
async function awaits(run: Run): Promise<string[] | 'deciding'> {
  const { raw } = await run.handle.describe();
  if (raw.pendingWorkflowTask) return 'deciding';
  return (raw.pendingActivities ?? []).map((activity) => String(activity.activityType?.name));
}
