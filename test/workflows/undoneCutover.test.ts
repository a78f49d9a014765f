import { WorkflowUpdateFailedError } from '@temporalio/client';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  cancelUpdate,
  cutoverUpdate,
  retryUpdate,
  undoCutoverSignal,
  undoCutoverUpdate,
} from '../../workflows/messages.ts';
import { newScript, type Script } from './fakeActivities.ts';
import { type Bench, openBench, type Run } from './migrationBench.ts';

const args: [{ actor: string }] = [{ actor: 'tester' }];
/** Cuts over by itself after the baseline, and afterwards holds until it is told. */
const plan = { cutover: { mode: 'auto' as const }, delta: { intervalSeconds: 3600, minimumRounds: 0 } };
let bench: Bench;

beforeAll(async () => {
  bench = await openBench();
});
afterAll(() => bench?.close());

async function reaches(run: Run, status: string): Promise<void> {
  await expect.poll(async () => (await run.state()).status, { timeout: 20_000, interval: 100 }).toBe(status);
}

async function parksIn(stage: string, script: Script, changes: Parameters<Bench['start']>[1] = {}): Promise<Run> {
  const run = await bench.start(script, { ...plan, ...changes });
  await reaches(run, 'parked');
  expect((await run.state()).parked?.stage).toBe(stage);
  return run;
}

const failsOnce = (call: string, code = 'platform.quota') =>
  newScript({ failing: new Map([[call, 1]]), codes: new Map([[call, code]]) });

test.each([
  // Of the round that failed nothing counts: the next one takes its number, from the same change id.
  {
    stage: 'final',
    script: failsOnce('copyDisk final 1 since epoch/0'),
    next: 1,
    kinds: ['baseline', 'delta', 'final'],
  },
  // Retry would shut the source down again here.
  { stage: 'final', script: failsOnce('requireSourceUntouched', 'source.powered-on'), next: 2 },
  // What differed is copied again although nothing tells that it has changed.
  { stage: 'verify', script: newScript({ mismatches: 2 }), next: 2, repairs: 1 },
  { stage: 'define', script: failsOnce('defineTarget'), next: 2, by: 'signal' },
])(
  'a cutover that has parked in $stage is undone, and the next one completes',
  async ({ stage, script, next, ...more }) => {
    const run = await parksIn(stage, script);
    expect((await run.state()).allowed).toEqual(['retry', 'undo-cutover', 'cancel']);
    const sofar = script.calls.length;
    if (more.by === 'signal') await run.handle.signal(undoCutoverSignal, ...args);
    else await run.handle.executeUpdate(undoCutoverUpdate, { args });
    await reaches(run, 'holding');
    expect(script.calls.slice(sofar)).toEqual([
      'restorePower on',
      'removeSnapshots',
      `takeSnapshot ${next}`,
      `copyDisk delta ${next} since epoch/${next - 1}`,
      `dropSnapshot snapshot-${next}`,
    ]);
    const following = await run.state();
    expect(following).toMatchObject({
      ...{ downtime: null, cutoverAt: null, plan: { cutover: { mode: 'manual' } }, pointOfNoReturn: false },
      ...{ targetVm: { vmid: 100 }, disks: [{ volume: 'local:100/vm-100-disk-0.raw', targetRoot: null }] },
      findings: [{ code: 'cutover.undone', severity: 'info', evidence: expect.stringContaining(`parked in ${stage}`) }],
    });
    expect(following.stages.map(({ name }) => name)).toEqual(['preflight', 'provision', 'baseline', 'delta', 'hold']);

    const before = script.calls.length;
    await run.handle.executeUpdate(cutoverUpdate, { args });
    const done = await run.handle.result();
    expect(done).toMatchObject({ status: 'completed', downtime: { ms: expect.any(Number) } });
    expect(script.calls.slice(before, before + 4)).toEqual([
      'sourcePower',
      'quiesceSource',
      `takeSnapshot ${next + 1}`,
      `copyDisk final ${next + 1} since epoch/${next}`,
    ]);
    expect(script.calls.filter((call) => /provision|removeTarget|baseline/.test(call))).toHaveLength(2);
    const kinds = more.kinds ?? ['baseline', 'final', 'delta', 'final'];
    expect(done.disks[0]?.rounds.map(({ kind, full }) => (full && kind !== 'baseline' ? 'full' : kind))).toEqual(kinds);
    expect(script.calls.filter((call) => call === 'repairDisk')).toHaveLength(more.repairs ?? 0);
    expect(done.stages.find(({ name }) => name === 'quiesce')).toMatchObject({ attempts: 1 });
    expect(done.commands.map(({ name }) => name)).toEqual(['undo-cutover', 'cutover']);
  },
);

test('a source that does not go on again parks; a retry tries that, and a cancel does not forget it', async () => {
  const script = failsOnce('defineTarget');
  script.failing.set('restorePower on', 2);
  const run = await parksIn('define', script);
  await run.handle.executeUpdate(undoCutoverUpdate, { args });
  await expect.poll(async () => (await run.state()).parked?.stage, { timeout: 20_000 }).toBe('undo');
  expect((await run.state()).allowed).toEqual(['retry', 'cancel']);
  await run.handle.executeUpdate(retryUpdate, { args });
  await expect.poll(() => script.failing.get('restorePower on'), { timeout: 20_000 }).toBe(0);
  await reaches(run, 'parked');
  await run.handle.executeUpdate(cancelUpdate, { args });
  expect(await run.handle.result()).toMatchObject({ status: 'cancelled', leftovers: [] });
  expect(script.calls.filter((call) => call === 'restorePower on')).toHaveLength(3);
});

test('a guest that was asked to shut down may yet go off: the run says so', async () => {
  const script = failsOnce('quiesceSource', 'source.shutdown-timeout');
  const run = await parksIn('quiesce', script);
  const { stages, plan: planned } = await run.state();
  await run.handle.executeUpdate(undoCutoverUpdate, { args });
  await reaches(run, 'holding');
  // It is given the time that was planned for it.
  const asked = Date.parse(stages.find(({ name }) => name === 'quiesce')?.startedAt ?? '');
  expect(Date.parse(script.mayGoOffUntil ?? '') - asked).toBe(planned.shutdown.timeoutSeconds * 1000);
  const { findings } = await run.state();
  expect(findings).toMatchObject([{ severity: 'warning', remedy: expect.stringContaining('power app on') }]);
  await run.handle.executeUpdate(cancelUpdate, { args });
  await run.handle.result();
});

test('a cold migration, and one whose target was started, say why not', async () => {
  const cold = await parksIn('import', newScript({ ...failsOnce('importDisk'), strategy: 'cold', route: 'staged' }));
  const refused = await cold.handle.executeUpdate(undoCutoverUpdate, { args }).catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(WorkflowUpdateFailedError);
  expect(String((refused as WorkflowUpdateFailedError).cause)).toContain('A cold migration has no replica');
  // One that no longer fits is dropped.
  await cold.handle.signal(undoCutoverSignal, ...args);
  expect((await cold.state()).commands).toEqual([]);
  await cold.handle.executeUpdate(cancelUpdate, { args });
  await cold.handle.result();

  const started = await parksIn('boot', failsOnce('bootTarget'));
  await expect(started.handle.executeUpdate(undoCutoverUpdate, { args })).rejects.toThrow(WorkflowUpdateFailedError);
  expect((await started.state()).allowed).toEqual(['retry', 'rollback']);
  await started.handle.executeUpdate(retryUpdate, { args });
  expect((await started.handle.result()).status).toBe('completed');
});
