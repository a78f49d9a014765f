import { afterAll, beforeAll, expect, test } from 'vitest';
import { pauseUpdate, resumeUpdate, retryUpdate } from '../../workflows/messages.ts';
import { newScript, type Script } from './fakeActivities.ts';
import { type Bench, openBench, type Run } from './migrationBench.ts';

const actor = { actor: 'tester' };
const firstCopy = 'copyDisk baseline 0 since null';
const patient = { timeout: 20_000 };
/** One second. */
const soon = { maximumAgeHours: 1 / 3600 };
let bench: Bench;

beforeAll(async () => {
  bench = await openBench();
});
afterAll(() => bench?.close());

function firstRound({ calls }: Script): string[] {
  return calls.filter((name) => /Snapshot 0$|snapshot-0$|baseline/.test(name));
}

async function parkedCode(run: Run): Promise<string | null> {
  return (await run.state()).parked?.code ?? null;
}

test('a snapshot that is too old is given up during a pause; resumed, the round has a new one', async () => {
  const script = newScript({ hanging: new Set([firstCopy]) });
  const run = await bench.start(script, { snapshots: soon });
  await expect.poll(() => script.calls, patient).toContain(firstCopy);
  await run.handle.executeUpdate(pauseUpdate, { args: [actor] });
  await expect.poll(() => script.calls, patient).toContain('dropSnapshot snapshot-0');
  await expect
    .poll(async () => (await run.state()).findings.map(({ code }) => code), patient)
    .toContain('source.snapshot-given-up');
  expect(await run.state()).toMatchObject({ status: 'paused', parked: null });
  script.hanging.clear();
  await run.handle.executeUpdate(resumeUpdate, { args: [actor] });
  expect(await run.handle.result()).toMatchObject({ status: 'completed' });
  expect(firstRound(script).slice(0, 5)).toEqual([
    'takeSnapshot 0',
    firstCopy,
    'dropSnapshot snapshot-0',
    'takeSnapshot 0',
    firstCopy,
  ]);
});

test('while it is copied, reading stops and the round goes on from a new snapshot by itself', async () => {
  const script = newScript({ hanging: new Set([firstCopy]) });
  const run = await bench.start(script, { snapshots: soon });
  await expect.poll(() => script.calls, patient).toContain('dropSnapshot snapshot-0');
  script.hanging.clear();
  expect(await run.handle.result()).toMatchObject({ status: 'completed' });
  expect(firstRound(script).slice(0, 4)).toEqual([
    'takeSnapshot 0',
    firstCopy,
    'dropSnapshot snapshot-0',
    'takeSnapshot 0',
  ]);
});

test('a datastore that fills up beside it stops the round and gives it up; the plan lets the run wait', async () => {
  const script = newScript({ hanging: new Set([firstCopy]), shortRoom: ['vmfs-1: 7 of 100 bytes are free.'] });
  const run = await bench.start(script, { snapshots: { whenExceeded: 'park' } }, undefined, 50);
  await expect.poll(() => parkedCode(run), patient).toBe('source.snapshot-expired');
  expect((await run.state()).parked).toMatchObject({
    stage: 'baseline',
    evidence: ['vmfs-1: 7 of 100 bytes are free.'],
    remedy: expect.stringContaining('free room'),
  });
  expect(firstRound(script)).toEqual(['takeSnapshot 0', firstCopy, 'dropSnapshot snapshot-0']);
  script.hanging.clear();
  script.shortRoom = [];
  await run.handle.executeUpdate(retryUpdate, { args: [actor] });
  expect(await run.handle.result()).toMatchObject({ status: 'completed' });
});

test('one that cannot be removed parks with what is left, and no new one is taken before it is gone', async () => {
  const script = newScript({
    hanging: new Set([firstCopy]),
    failing: new Map([['dropSnapshot snapshot-0', 1]]),
    codes: new Map([['dropSnapshot snapshot-0', 'source.snapshot-not-removed']]),
  });
  const run = await bench.start(script, { snapshots: soon });
  await expect.poll(() => parkedCode(run), patient).toBe('source.snapshot-not-removed');
  script.hanging.clear();
  await run.handle.executeUpdate(retryUpdate, { args: [actor] });
  const done = await run.handle.result();
  expect(done.status).toBe('completed');
  expect(done.findings.map(({ code }) => code)).not.toContain('source.snapshot-old');
  expect(firstRound(script).slice(0, 5)).toEqual([
    'takeSnapshot 0',
    firstCopy,
    'dropSnapshot snapshot-0',
    'dropSnapshot snapshot-0',
    'takeSnapshot 0',
  ]);
});

test('a last removal whose time is up is told as left over, and the certificate is signed all the same', async () => {
  const script = newScript({
    failing: new Map([['removeSnapshots', 1]]),
    codes: new Map([['removeSnapshots', 'source.snapshot-not-removed']]),
  });
  const run = await bench.start(script);
  const done = await run.handle.result();
  expect(done).toMatchObject({
    status: 'completed',
    certificateId: 'certificates/x.json',
    leftovers: [{ system: 'source', kind: 'consolidation', ref: 'vm-1', remove: 'Free space.' }],
  });
});
