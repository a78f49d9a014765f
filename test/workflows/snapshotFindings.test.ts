import { afterAll, beforeAll, expect, test } from 'vitest';
import { newScript } from './fakeActivities.ts';
import { type Bench, openBench } from './migrationBench.ts';

let bench: Bench;

beforeAll(async () => {
  bench = await openBench();
});
afterAll(() => bench?.close());

test('the last snapshot, of a VM that is off, is told when it stands for too long, and stays', async () => {
  const { promise: told, resolve: go } = Promise.withResolvers<void>();
  const script = newScript({ stubborn: new Map([['verifyDisk', told]]) });
  const run = await bench.start(script, { snapshots: { maximumAgeHours: 1.5 / 3600 } });
  const codes = async () => (await run.state()).findings.map((finding) => finding.code);
  await expect.poll(codes, { timeout: 20_000 }).toContain('source.snapshot-old');
  go();
  const done = await run.handle.result();
  expect(done.status).toBe('completed');
  expect(done.findings.map((finding) => finding.code)).not.toContain('source.snapshot-old');
  const round = done.disks[0]?.rounds.at(-1)?.round;
  expect(script.calls).not.toContain(`dropSnapshot snapshot-${round}`);
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
