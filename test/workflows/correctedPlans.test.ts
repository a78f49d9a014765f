import { WorkflowUpdateFailedError } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Finding } from '../../contract/finding.ts';
import type { MigrationPlan } from '../../contract/plan.ts';
import { planRefused, retrySignal, retryUpdate } from '../../workflows/messages.ts';
import { newScript, type Script } from './fakeActivities.ts';
import { type Bench, openBench, type Run } from './migrationBench.ts';

const actor = { actor: 'tester' };
let bench: Bench;

beforeAll(async () => {
  bench = await openBench();
});
afterAll(() => bench?.close());

function blocker(code: string): Finding {
  return { code, severity: 'blocker', subject: 'app', evidence: 'Seen.', remedy: 'Mend it.' };
}

/** Our own snapshot blocks either plan by now; virtio without drivers only the edited one. */
function findings({ hardware }: MigrationPlan): Finding[] {
  const careless = hardware.controller === 'virtio' && !hardware.driversConfirmed;
  return [blocker('vm.has-snapshots'), ...(careless ? [blocker('hardware.virtio-drivers')] : [])];
}

async function reaches(run: Run, status: string): Promise<void> {
  await expect.poll(async () => (await run.state()).status, { timeout: 20_000, interval: 100 }).toBe(status);
}

/** Parked when its final snapshot failed. */
async function parked(): Promise<{ script: Script; run: Run; plan: MigrationPlan; careless: MigrationPlan }> {
  const script = newScript({ failing: new Map([['takeSnapshot 3', 1]]) });
  const run = await bench.start(script);
  await reaches(run, 'parked');
  script.findings = findings;
  const { plan } = await run.state();
  return { script, run, plan, careless: { ...plan, hardware: { ...plan.hardware, controller: 'virtio' } } };
}

async function refusal(run: Run, plan: MigrationPlan): Promise<unknown> {
  const error: unknown = await run.handle.executeUpdate(retryUpdate, { args: [{ ...actor, plan }] }).catch((e) => e);
  if (!(error instanceof WorkflowUpdateFailedError)) throw new Error('It was taken.', { cause: error });
  return error.cause;
}

describe('a retry with a corrected plan', () => {
  test('is refused with the finding of what the edit makes worse, and taken once that is mended', async () => {
    const { run, careless } = await parked();
    const cause = await refusal(run, careless);
    expect(cause).toBeInstanceOf(ApplicationFailure);
    expect(cause).toMatchObject({
      type: planRefused,
      message: expect.stringContaining('hardware.virtio-drivers'),
      details: [{ findings: [{ code: 'hardware.virtio-drivers' }] }],
    });
    expect(await run.state()).toMatchObject({ status: 'parked', plan: { hardware: { controller: 'keep' } } });
    const confirmed = { ...careless, hardware: { ...careless.hardware, driversConfirmed: true } };
    await run.handle.executeUpdate(retryUpdate, { args: [{ ...actor, plan: confirmed }] });
    expect((await run.handle.result()).plan.hardware.controller).toBe('virtio');
  });

  test('is refused while it cannot be judged', async () => {
    const { script, run, careless } = await parked();
    script.failing.set('preflight', 2);
    script.codes.set('preflight', 'platform.unreachable');
    expect(await refusal(run, careless)).toMatchObject({ message: expect.stringContaining('platform.unreachable') });
    expect((await run.state()).status).toBe('parked');
    await run.handle.executeUpdate(retryUpdate, { args: [actor] });
    expect((await run.handle.result()).status).toBe('completed');
  });

  test('that was left as a signal says in the evidence why it was not taken', async () => {
    const { run, careless } = await parked();
    await run.handle.signal(retrySignal, { ...actor, plan: careless });
    const evidence = async () => (await run.state()).parked?.evidence.join(' ');
    await expect.poll(evidence, { timeout: 20_000 }).toContain('hardware.virtio-drivers');
    expect((await run.state()).status).toBe('parked');
    await run.handle.signal(retrySignal, actor);
    expect((await run.handle.result()).plan.hardware.controller).toBe('keep');
  });
});
