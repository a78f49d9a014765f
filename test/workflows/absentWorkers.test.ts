import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { cancelSignal, pauseSignal, resumeUpdate, retrySignal, retryUpdate } from '../../workflows/messages.ts';
import { newScript } from './fakeActivities.ts';
import { type Bench, openBench, type Run } from './migrationBench.ts';

const actor = { actor: 'tester' };
const holding = { cutover: { mode: 'manual' as const }, delta: { intervalSeconds: 3600, minimumRounds: 0 } };
let bench: Bench;

beforeAll(async () => {
  bench = await openBench();
});
afterAll(() => bench?.close());

async function reaches(run: Run, status: string): Promise<void> {
  await expect.poll(async () => (await run.state()).status, { timeout: 30_000, interval: 100 }).toBe(status);
}

describe('a signal that is sent while no worker runs takes effect when one starts', () => {
  test('pause', async () => {
    const run = await bench.start(newScript(), holding);
    await reaches(run, 'holding');
    await run.stopWorkers();
    await run.handle.signal(pauseSignal, actor);
    await run.startWorkers();
    await reaches(run, 'paused');
    expect((await run.state()).commands).toMatchObject([{ name: 'pause', actor: 'tester' }]);
    await run.handle.executeUpdate(resumeUpdate, { args: [actor] });
    await reaches(run, 'holding');
    await run.handle.terminate('seen enough');
  });

  test('cancel', async () => {
    const script = newScript();
    const run = await bench.start(script, holding);
    await reaches(run, 'holding');
    await run.stopWorkers();
    await run.handle.signal(cancelSignal, actor);
    await run.startWorkers();
    expect((await run.handle.result()).status).toBe('cancelled');
    expect(script.calls).toEqual(expect.arrayContaining(['removeTarget', 'removeSnapshots']));
  });

  test('retry, with a corrected plan, which is judged first', async () => {
    const run = await bench.start(newScript({ failing: new Map([['provision', 1]]) }));
    await reaches(run, 'parked');
    const { plan } = await run.state();
    await run.stopWorkers();
    await run.handle.signal(retrySignal, { ...actor, plan: { ...plan, tags: ['edited'] } });
    await run.startWorkers();
    expect(await run.handle.result()).toMatchObject({ status: 'completed', plan: { tags: ['edited'] } });
  });
});

describe('a mover that nobody sees any more', () => {
  const patience = 3000;

  test('parks the run, and a retry goes on once it is back', async () => {
    const moverQueue = `died-${randomUUID()}`;
    const script = newScript({ moverQueue });
    const run = await bench.start(script, {}, patience);
    await reaches(run, 'parked');
    expect((await run.state()).parked).toMatchObject({ stage: 'provision', code: 'mover.unreachable' });
    expect((await run.state()).parked?.remedy).toContain('pve1');
    await run.startWorkers(moverQueue);
    await run.handle.executeUpdate(retryUpdate, { args: [actor] });
    expect((await run.handle.result()).status).toBe('completed');
  });

  test('is waited for as long as it listens: it may be busy, or have just started again', async () => {
    const moverQueue = `restarts-${randomUUID()}`;
    const script = newScript({ moverQueue, moverListens: true });
    const run = await bench.start(script, {}, patience);
    await expect.poll(() => script.calls, { timeout: 30_000 }).toContain('moverListens');
    expect((await run.state()).status).toBe('running');
    await run.startWorkers(moverQueue);
    const done = await run.handle.result();
    expect(done.status).toBe('completed');
    expect(done.stages.find(({ name }) => name === 'provision')?.attempts).toBe(1);
  });

  test('parks also when it died amid a copy', async () => {
    const copy = 'copyDisk delta 1 since epoch/0';
    const script = newScript({ hanging: new Set([copy]) });
    const run = await bench.start(script, {}, patience);
    await expect.poll(() => script.calls, { timeout: 30_000 }).toContain(copy);
    const { moverQueue } = script;
    // Its mover ends, the control worker goes on.
    await run.startWorkers(`other-${randomUUID()}`);
    script.hanging.clear();
    await expect.poll(async () => (await run.state()).parked?.code, { timeout: 60_000 }).toBe('mover.unreachable');
    await run.startWorkers(moverQueue ?? '');
    await run.handle.executeUpdate(retryUpdate, { args: [actor] });
    expect((await run.handle.result()).status).toBe('completed');
  });
});
