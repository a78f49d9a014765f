import { afterAll, beforeAll, expect, test } from 'vitest';
import { retryUpdate } from '../../workflows/messages.ts';
import { newScript } from './fakeActivities.ts';
import { type Bench, openBench } from './migrationBench.ts';

let bench: Bench;

beforeAll(async () => {
  bench = await openBench();
});
afterAll(() => bench?.close());

test('a disk that has grown parks the run; a retry enlarges its volume and copies all of it, once', async () => {
  const script = newScript({
    grows: { round: 2, to: 2097152 },
    failing: new Map([['copyDisk delta 2 since null', 1]]),
  });
  const run = await bench.start(script);
  const parked = async () => (await run.state()).parked?.code ?? null;
  await expect.poll(parked, { timeout: 20_000 }).toBe('source.disk-grown');
  expect(script.calls).not.toContain('growVolume to 2097152');
  await run.handle.executeUpdate(retryUpdate, { args: [{ actor: 'tester' }] });
  // The copy fails for another reason: what was agreed to is not asked for again.
  await expect.poll(parked, { timeout: 20_000 }).toBe('platform.quota');
  await run.handle.executeUpdate(retryUpdate, { args: [{ actor: 'tester' }] });
  const done = await run.handle.result();
  expect(done).toMatchObject({ status: 'completed', disks: [{ capacityBytes: 2097152 }] });
  expect(script.calls.filter((name) => /grow|copyDisk/.test(name))).toEqual([
    'copyDisk baseline 0 since null',
    'copyDisk delta 1 since epoch/0',
    'growVolume to 2097152',
    'copyDisk delta 2 since null',
    'copyDisk delta 2 since null',
    'copyDisk final 3 since epoch/2',
  ]);
  expect(done.findings).toContainEqual(expect.objectContaining({ code: 'source.disk-grown', subject: 'Hard disk 1' }));
});
