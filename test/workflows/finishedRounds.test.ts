import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { pauseUpdate, resumeUpdate, retryUpdate } from '../../workflows/messages.ts';
import { newScript } from './fakeActivities.ts';
import { type Bench, openBench, type Run } from './migrationBench.ts';

const actor = { actor: 'tester' };
let bench: Bench;

beforeAll(async () => {
  bench = await openBench();
});
afterAll(() => bench?.close());

async function reaches(run: Run, status: string): Promise<void> {
  await expect.poll(async () => (await run.state()).status, { timeout: 20_000, interval: 100 }).toBe(status);
}

/** Calls that make, copy and remove snapshots, or look at the source. */
function rounds(calls: string[]): string[] {
  return calls.filter((call) => /Snapshot \S|copyDisk|exportDisk|requireSource/.test(call));
}

describe('a round whose bytes are durable', () => {
  test.each(['snapshot-0', 'snapshot-1'])('is not copied again when %s could not be removed', async (snapshot) => {
    const script = newScript({ failing: new Map([[`dropSnapshot ${snapshot}`, 1]]) });
    const run = await bench.start(script);
    await reaches(run, 'parked');
    const before = script.calls.length;
    await run.handle.executeUpdate(retryUpdate, { args: [actor] });
    const done = await run.handle.result();
    expect(done.status).toBe('completed');
    const next = snapshot === 'snapshot-0' ? 1 : 2;
    expect(rounds(script.calls.slice(before)).slice(0, 3)).toEqual([
      `dropSnapshot ${snapshot}`,
      `takeSnapshot ${next}`,
      `copyDisk delta ${next} since epoch/${next - 1}`,
    ]);
    expect(done.disks[0]?.rounds.map(({ kind, full }) => `${kind} ${full}`)).toEqual([
      'baseline true',
      'delta false',
      'delta false',
      'final false',
    ]);
  });

  test('is not copied again after a pause that stopped the removal of its snapshot', async () => {
    const script = newScript({ hanging: new Set(['dropSnapshot snapshot-0']) });
    const run = await bench.start(script);
    await expect.poll(() => script.calls, { timeout: 20_000 }).toContain('dropSnapshot snapshot-0');
    await run.handle.executeUpdate(pauseUpdate, { args: [actor] });
    await reaches(run, 'paused');
    script.hanging.clear();
    await run.handle.executeUpdate(resumeUpdate, { args: [actor] });
    expect((await run.handle.result()).status).toBe('completed');
    expect(rounds(script.calls).slice(0, 5)).toEqual([
      'takeSnapshot 0',
      'copyDisk baseline 0 since null',
      'dropSnapshot snapshot-0',
      'dropSnapshot snapshot-0',
      'takeSnapshot 1',
    ]);
  });

  test('keeps its one snapshot when vCenter is away at the look that follows the final round', async () => {
    const script = newScript({
      failing: new Map([['requireSourceUntouched', 1]]),
      codes: new Map([['requireSourceUntouched', 'platform.unreachable']]),
    });
    const run = await bench.start(script);
    await reaches(run, 'parked');
    expect((await run.state()).parked).toMatchObject({ stage: 'final', code: 'platform.unreachable' });
    const before = script.calls.length;
    await run.handle.executeUpdate(retryUpdate, { args: [actor] });
    expect((await run.handle.result()).status).toBe('completed');
    expect(rounds(script.calls.slice(before))).toEqual(Array(3).fill('requireSourceUntouched'));
  });

  test('is not exported again when only the look that follows it failed', async () => {
    const script = newScript({
      strategy: 'cold',
      route: 'staged',
      failing: new Map([['requireSourceUntouched', 1]]),
      codes: new Map([['requireSourceUntouched', 'platform.unreachable']]),
    });
    const run = await bench.start(script);
    await reaches(run, 'parked');
    await run.handle.executeUpdate(retryUpdate, { args: [actor] });
    expect((await run.handle.result()).status).toBe('completed');
    expect(script.calls.filter((call) => call === 'exportDisk')).toHaveLength(1);
  });

  test('is taken again when nobody can tell whether the source was written to since', async () => {
    const script = newScript({
      failing: new Map([['requireSourceUntouched', 1]]),
      codes: new Map([['requireSourceUntouched', 'source.written']]),
    });
    const run = await bench.start(script);
    await reaches(run, 'parked');
    await run.handle.executeUpdate(retryUpdate, { args: [actor] });
    expect((await run.handle.result()).status).toBe('completed');
    expect(rounds(script.calls)).toContain('copyDisk final 4 since epoch/3');
  });
});
