import { afterAll, beforeAll, expect, test } from 'vitest';
import { pauseUpdate, resumeUpdate } from '../../workflows/messages.ts';
import { newScript } from './fakeActivities.ts';
import { type Bench, openBench } from './migrationBench.ts';

const actor = { actor: 'tester' };
let bench: Bench;

beforeAll(async () => {
  bench = await openBench();
});
afterAll(() => bench?.close());

test('a snapshot that stands for too long is told, also through a pause, until it is gone', async () => {
  const script = newScript({ hanging: new Set(['copyDisk baseline 0 since null']) });
  const run = await bench.start(script, { snapshots: { maximumAgeHours: 1 / 3600 } });
  const codes = async () => (await run.state()).findings.map((finding) => finding.code);
  await expect.poll(() => script.calls.includes('copyDisk baseline 0 since null'), { timeout: 20_000 }).toBe(true);
  await run.handle.executeUpdate(pauseUpdate, { args: [actor] });
  await expect.poll(codes, { timeout: 20_000 }).toContain('source.snapshot-old');
  script.hanging.clear();
  await run.handle.executeUpdate(resumeUpdate, { args: [actor] });
  const done = await run.handle.result();
  expect(done.status).toBe('completed');
  expect(done.findings.map((finding) => finding.code)).not.toContain('source.snapshot-old');
});

test.each([
  [false, true],
  [true, false],
])('quiesces: %s; a snapshot that is only crash-consistent is told: %s', async (quiesces, told) => {
  const run = await bench.start(newScript({ quiesces }));
  const done = await run.handle.result();
  expect(done.status).toBe('completed');
  expect(done.findings.some(({ code }) => code === 'source.snapshot-not-quiesced')).toBe(told);
});
