import { WorkflowUpdateFailedError } from '@temporalio/client';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Migration } from '../../contract/migration.ts';
import {
  cancelUpdate,
  cutoverUpdate,
  pauseUpdate,
  resumeUpdate,
  retryUpdate,
  rollbackUpdate,
  scheduleUpdate,
} from '../../workflows/messages.ts';
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

/** A stage has ended, and the next has not begun: no state to tell, but for the wait between two delta rounds. */
function betweenStages({ endedAt, stage, stages }: Migration): boolean {
  return (
    endedAt === null && stage !== 'delta' && stages.some((record) => record.name === stage && record.endedAt !== null)
  );
}

function waitsFor({ findings }: Migration): string | undefined {
  return findings.find(({ code }) => code === 'cutover.waits')?.evidence;
}

describe('a warm migration by the direct route', () => {
  test('copies, follows, cuts over and keeps the order of snapshots', async () => {
    const script = newScript();
    const run = await bench.start(script);
    const done = await run.handle.result();
    expect(done.status).toBe('completed');
    expect(script.calls).toEqual([
      'preflight',
      'provision',
      'checkVolume',
      'enableTracking',
      'takeSnapshot 0',
      'copyDisk baseline 0 since null',
      'dropSnapshot snapshot-0',
      'takeSnapshot 1',
      'copyDisk delta 1 since epoch/0',
      'dropSnapshot snapshot-1',
      'takeSnapshot 2',
      'copyDisk delta 2 since epoch/1',
      'dropSnapshot snapshot-2',
      'sourcePower',
      'quiesceSource',
      'takeSnapshot 3',
      'copyDisk final 3 since epoch/2',
      'requireSourceUntouched',
      'verifyDisk',
      'requireSourceUntouched',
      'defineTarget',
      'requireSourceUntouched',
      'bootTarget',
      'pictureTarget',
      'removeSnapshots',
      'dropArtifacts',
      'sourceLeftovers',
      'targetLeftovers',
      'forgetTransfer',
      'issueCertificate',
    ]);
    expect(done.downtime?.ms).toBeGreaterThanOrEqual(0);
    expect(done.disks[0]?.rounds.map((round) => round.kind)).toEqual(['baseline', 'delta', 'delta', 'final']);
    expect(script.recorded.at(-1)?.status).toBe('completed');
    expect(script.recorded.filter(betweenStages)).toEqual([]);
    expect(done.allowed).toEqual([]);
  });

  test('says in Temporal Web which disk and which round each call moves', async () => {
    const run = await bench.start(newScript());
    await run.handle.result();
    const { events } = await run.handle.fetchHistory();
    const summaries = (events ?? []).map(({ userMetadata }) => String(userMetadata?.summary?.data ?? ''));
    for (const told of ['open the volume of', 'baseline, round 0:', 'delta, round 1:', 'final, round 3:', 'read back:'])
      expect(summaries).toContain(`"${told} Hard disk 1"`);
  });

  test('holds until the operator cuts over', async () => {
    const run = await bench.start(newScript(), {
      cutover: { mode: 'manual' },
      delta: { intervalSeconds: 3600, minimumRounds: 0 },
    });
    await reaches(run, 'holding');
    const told = await run.handle.executeUpdate(cutoverUpdate, { args: [actor] });
    expect(told.commands).toMatchObject([{ name: 'cutover', actor: 'tester' }]);
    expect((await run.handle.result()).status).toBe('completed');
  });

  test('cuts over at the scheduled time, and refuses a time that is none', async () => {
    const run = await bench.start(newScript(), {
      cutover: { mode: 'manual' },
      delta: { intervalSeconds: 3600, minimumRounds: 0 },
    });
    await reaches(run, 'holding');
    await expect(run.handle.executeUpdate(scheduleUpdate, { args: [{ ...actor, at: 'soon' }] })).rejects.toThrow(
      WorkflowUpdateFailedError,
    );
    await run.handle.executeUpdate(scheduleUpdate, {
      args: [{ ...actor, at: new Date(Date.now() + 1000).toISOString() }],
    });
    expect((await run.handle.result()).status).toBe('completed');
  });

  test('cuts over by itself when its window opens, and says until then what it waits for', async () => {
    const opens = Date.now() + 4000;
    const window = { at: new Date(opens).toISOString(), until: new Date(opens + 3_600_000).toISOString() };
    const run = await bench.start(newScript(), {
      cutover: { mode: 'auto', downtimeBudgetSeconds: 3600, ...window },
      delta: { intervalSeconds: 3600, minimumRounds: 0 },
    });
    await reaches(run, 'holding');
    expect(waitsFor(await run.state())).toContain(`its window opens at ${window.at}`);
    const done = await run.handle.result();
    expect(done.status).toBe('completed');
    expect(Date.parse(done.downtime?.from ?? '')).toBeGreaterThanOrEqual(opens);
    expect(waitsFor(done)).toBeUndefined();
    expect(done.commands).toEqual([]);
  });

  test('does not cut over where the forecast ends after its window, and leaves it to an operator from then on', async () => {
    const until = new Date(Date.now() + 4000).toISOString();
    const run = await bench.start(newScript(), {
      // Without measurements of its own an instance expects more than a minute.
      cutover: { mode: 'auto', until },
      delta: { intervalSeconds: 3600, minimumRounds: 0 },
    });
    await reaches(run, 'holding');
    expect(waitsFor(await run.state())).toContain(`its window closes at ${until}`);
    const missed = ({ findings }: Migration) => findings.some(({ code }) => code === 'cutover.window-missed');
    await expect.poll(async () => missed(await run.state()), { timeout: 20_000, interval: 100 }).toBe(true);
    const told = await run.state();
    expect(waitsFor(told)).toBeUndefined();
    expect(told.status).toBe('holding');
    await run.handle.executeUpdate(cutoverUpdate, { args: [actor] });
    expect((await run.handle.result()).status).toBe('completed');
  });

  test('parks on a permanent failure and goes on with the same change ids after a retry', async () => {
    const script = newScript({ failing: new Map([['copyDisk delta 1 since epoch/0', 1]]) });
    const run = await bench.start(script);
    await reaches(run, 'parked');
    const parked = await run.state();
    expect(parked.parked).toMatchObject({
      stage: 'delta',
      code: 'platform.quota',
      remedy: 'Free space.',
      evidence: ['0 bytes free'],
    });
    expect(parked.allowed).toEqual(['retry', 'cancel']);
    await run.handle.executeUpdate(retryUpdate, { args: [actor] });
    expect((await run.handle.result()).status).toBe('completed');
    expect(script.calls.filter((call) => call === 'copyDisk delta 1 since epoch/0')).toHaveLength(2);
  });

  test('a retry may not move the run to another VM', async () => {
    const run = await bench.start(newScript({ failing: new Map([['provision', 1]]) }));
    await reaches(run, 'parked');
    const { plan } = await run.state();
    const other = { ...plan, source: { ...plan.source, vm: 'vm-2' } };
    await expect(run.handle.executeUpdate(retryUpdate, { args: [{ ...actor, plan: other }] })).rejects.toThrow(
      WorkflowUpdateFailedError,
    );
    // The way was settled by preflight: an edit of it would be ignored in silence.
    await expect(
      run.handle.executeUpdate(retryUpdate, { args: [{ ...actor, plan: { ...plan, route: 'staged' } }] }),
    ).rejects.toThrow(WorkflowUpdateFailedError);
    await run.handle.executeUpdate(retryUpdate, { args: [{ ...actor, plan: { ...plan, tags: ['edited'] } }] });
    expect((await run.handle.result()).plan.tags).toEqual(['edited']);
  });

  test('pauses mid-copy and resumes with the same round', async () => {
    const script = newScript({ hanging: new Set(['copyDisk baseline 0 since null']) });
    const run = await bench.start(script);
    await expect.poll(() => script.calls.includes('copyDisk baseline 0 since null'), { timeout: 20_000 }).toBe(true);
    await run.handle.executeUpdate(pauseUpdate, { args: [actor] });
    await reaches(run, 'paused');
    script.hanging.clear();
    await run.handle.executeUpdate(resumeUpdate, { args: [actor] });
    expect((await run.handle.result()).status).toBe('completed');
  });

  test('a volume that reads back different parks with offsets, and a retry repairs it', async () => {
    const script = newScript({ mismatches: 2 });
    const run = await bench.start(script);
    await reaches(run, 'parked');
    const { parked } = await run.state();
    expect(parked).toMatchObject({ stage: 'verify', code: 'transfer.corrupt' });
    expect(parked?.evidence.join()).toContain('offset 65536');
    await run.handle.executeUpdate(retryUpdate, { args: [actor] });
    expect((await run.handle.result()).disks[0]?.targetRoot).toBe('aa');
    expect(script.calls).toContain('repairDisk');
  });
});

describe('a source that ran after its final delta', () => {
  test('is shut down again, and what it wrote is copied from a new snapshot', async () => {
    const script = newScript({ failing: new Map([['requireSourceUntouched', 1]]) });
    const run = await bench.start(script);
    await reaches(run, 'parked');
    await run.handle.executeUpdate(retryUpdate, { args: [actor] });
    expect((await run.handle.result()).status).toBe('completed');
    const again = script.calls.slice(script.calls.indexOf('requireSourceUntouched') + 1);
    expect(again.slice(0, 6)).toEqual([
      'dropSnapshot snapshot-3',
      'sourcePower',
      'quiesceSource',
      'takeSnapshot 4',
      'copyDisk final 4 since epoch/3',
      'requireSourceUntouched',
    ]);
  });

  test('is exported and imported again by the staged route', async () => {
    const script = newScript({
      strategy: 'cold',
      route: 'staged',
      failing: new Map([['requireSourceUntouched', 1]]),
    });
    const run = await bench.start(script, { startTarget: false });
    await reaches(run, 'parked');
    await run.handle.executeUpdate(retryUpdate, { args: [actor] });
    expect((await run.handle.result()).status).toBe('completed');
    expect(script.calls.filter((call) => call === 'exportDisk')).toHaveLength(2);
    // After each export, before the target is defined, and before the snapshot that could still tell is removed.
    expect(script.calls.filter((call) => call === 'requireSourceUntouched')).toHaveLength(4);
  });
});

describe('the way back', () => {
  test('cancel in the baseline removes target and snapshots and leaves power alone', async () => {
    const script = newScript({ hanging: new Set(['copyDisk baseline 0 since null']) });
    const run = await bench.start(script);
    await expect.poll(() => script.calls.includes('copyDisk baseline 0 since null'), { timeout: 20_000 }).toBe(true);
    await run.handle.executeUpdate(cancelUpdate, { args: [actor] });
    const done = await run.handle.result();
    expect(done.status).toBe('cancelled');
    expect(script.calls).toEqual(expect.arrayContaining(['removeTarget', 'removeSnapshots', 'forgetTransfer']));
    expect(script.calls.some((call) => call.startsWith('restorePower'))).toBe(false);
  });

  test('cancel after quiesce powers the source on again', async () => {
    const script = newScript({ failing: new Map([['takeSnapshot 3', 1]]) });
    const run = await bench.start(script);
    await reaches(run, 'parked');
    await run.handle.executeUpdate(cancelUpdate, { args: [actor] });
    expect((await run.handle.result()).status).toBe('cancelled');
    expect(script.calls).toContain('restorePower on');
  });

  test('cancel while the guest shuts down says that it may yet go off', async () => {
    const script = newScript({ hanging: new Set(['quiesceSource']) });
    const run = await bench.start(script);
    await expect.poll(() => script.calls, { timeout: 20_000 }).toContain('quiesceSource');
    await run.handle.executeUpdate(cancelUpdate, { args: [actor] });
    const done = await run.handle.result();
    expect(done).toMatchObject({ status: 'cancelled', leftovers: [{ system: 'source', kind: 'power', ref: 'vm-1' }] });
    expect(done.leftovers[0]?.remove).toContain('power it on');
    // A while after it was asked, as planned.
    const asked = Date.parse(done.stages.find(({ name }) => name === 'quiesce')?.startedAt ?? '');
    expect(Date.parse(script.mayGoOffUntil ?? '') - asked).toBe(done.plan.shutdown.timeoutSeconds * 1000);
  });

  test('after the target booted only rollback goes back', async () => {
    const script = newScript({ failing: new Map([['issueCertificate', 1]]) });
    const run = await bench.start(script);
    await reaches(run, 'parked');
    expect((await run.state()).allowed).toEqual(['retry', 'rollback']);
    await expect(run.handle.executeUpdate(cancelUpdate, { args: [actor] })).rejects.toThrow(WorkflowUpdateFailedError);
    await run.handle.executeUpdate(rollbackUpdate, { args: [actor] });
    expect((await run.handle.result()).status).toBe('rolled-back');
    expect(script.calls).toContain('restorePower on');
  });

  test.each(['issueCertificate', 'forgetTransfer'])(
    'a rollback during %s holds, and leaves no certificate',
    async (late) => {
      const gate = Promise.withResolvers<void>();
      const script = newScript({ stubborn: new Map([[late, gate.promise]]) });
      const run = await bench.start(script);
      await expect.poll(() => script.calls, { timeout: 20_000 }).toContain(late);
      expect(await run.handle.executeUpdate(rollbackUpdate, { args: [actor] })).toMatchObject({ status: 'cancelling' });
      gate.resolve();
      const done = await run.handle.result();
      expect(done).toMatchObject({ status: 'rolled-back', certificateId: null });
      expect(script.calls).toEqual(expect.arrayContaining(['removeTarget', 'restorePower on', 'revokeCertificate']));
    },
  );

  test('a boot that is tried again never copies over what a started target wrote', async () => {
    const script = newScript({ failing: new Map([['bootTarget', 1]]) });
    const run = await bench.start(script);
    await reaches(run, 'parked');
    script.failing.set('requireSourceUntouched', 1);
    await run.handle.executeUpdate(retryUpdate, { args: [actor] });
    await expect.poll(async () => (await run.state()).parked?.code, { timeout: 20_000 }).toBe('source.powered-on');
    expect((await run.state()).allowed).toEqual(['retry', 'rollback']);
    await run.handle.executeUpdate(retryUpdate, { args: [actor] });
    expect((await run.handle.result()).status).toBe('completed');
    const afterBoot = script.calls.slice(script.calls.indexOf('bootTarget'));
    expect(afterBoot.filter((call) => /quiesce|copyDisk|define/.test(call))).toEqual([]);
  });

  test('what cannot be removed is listed with what to do', async () => {
    const script = newScript({
      failing: new Map([
        ['provision', 1],
        ['removeTarget', 8],
      ]),
    });
    const run = await bench.start(script);
    await reaches(run, 'parked');
    await run.handle.executeUpdate(cancelUpdate, { args: [actor] });
    const done = await run.handle.result();
    expect(done.leftovers).toMatchObject([{ system: 'target', kind: 'vm', remove: 'Free space.' }]);
  });

  test('the source stays off while a target that was started cannot be removed: two of a kind would run', async () => {
    const failing = new Map([
      ['issueCertificate', 1],
      ['removeTarget', 1],
    ]);
    const script = newScript({ failing });
    const run = await bench.start(script);
    await reaches(run, 'parked');
    await run.handle.executeUpdate(rollbackUpdate, { args: [actor] });
    const done = await run.handle.result();
    expect(done).toMatchObject({
      status: 'rolled-back',
      leftovers: [{ kind: 'vm' }, { system: 'source', kind: 'power' }],
    });
    expect(done.leftovers[1]?.remove).toContain('VM 100 on pve1');
    expect(script.calls).not.toContain('restorePower on');
  });

  test('a mover that has died for good does not hold up a cancel: its journals are listed', async () => {
    const run = await bench.start(newScript({ moverQueue: 'nobody-polls-this' }));
    await expect.poll(async () => (await run.state()).targetVm, { timeout: 20_000 }).not.toBeNull();
    await run.handle.executeUpdate(cancelUpdate, { args: [actor] });
    const done = await run.handle.result();
    expect(done).toMatchObject({ status: 'cancelled', leftovers: [{ system: 'mover', kind: 'journal', ref: run.id }] });
    expect(done.leftovers[0]?.remove).toMatch(/\w/);
  });

  test("Temporal's own cancellation unwinds too", async () => {
    const script = newScript();
    const run = await bench.start(script, {
      cutover: { mode: 'manual' },
      delta: { intervalSeconds: 3600, minimumRounds: 0 },
    });
    await reaches(run, 'holding');
    await run.handle.cancel();
    expect((await run.handle.result()).status).toBe('cancelled');
    expect(script.calls).toContain('removeTarget');
  });

  test("Temporal's own cancellation after the target was started throws nothing away", async () => {
    const script = newScript({ failing: new Map([['issueCertificate', 1]]) });
    const run = await bench.start(script);
    await reaches(run, 'parked');
    await run.handle.cancel();
    const done = await run.handle.result();
    expect(done).toMatchObject({ status: 'cancelled', pointOfNoReturn: true });
    expect(done.leftovers).toMatchObject([
      { system: 'target', kind: 'vm', ref: '100' },
      { system: 'source', kind: 'power' },
    ]);
    expect(script.calls).not.toContain('removeTarget');
    expect(script.calls).not.toContain('restorePower on');
  });
});

describe('a cold migration', () => {
  test('by the staged route exports, imports and verifies', async () => {
    const script = newScript({ strategy: 'cold', route: 'staged' });
    const run = await bench.start(script);
    expect((await run.handle.result()).status).toBe('completed');
    expect(script.calls.slice(0, 9)).toEqual([
      'preflight',
      'provision',
      'sourcePower',
      'quiesceSource',
      'takeSnapshot 0',
      'exportDisk',
      'requireSourceUntouched',
      'importDisk',
      'verifyDisk',
    ]);
  });

  test('gives an import days, and its worker seconds to be missed', async () => {
    const run = await bench.start(newScript({ strategy: 'cold', route: 'staged' }));
    await run.handle.result();
    const { events } = await run.handle.fetchHistory();
    const scheduled = events?.map((event) => event.activityTaskScheduledEventAttributes);
    const found = scheduled?.find((attributes) => attributes?.activityType?.name === 'importDisk');
    expect(Number(found?.startToCloseTimeout?.seconds)).toBeGreaterThan(7 * 86_400);
    expect(Number(found?.heartbeatTimeout?.seconds)).toBeLessThan(60);
  });

  test('without a mover nothing is read back, and nothing claims that it was', async () => {
    const script = newScript({ strategy: 'cold', route: 'staged', moverQueue: null });
    const done = await (await bench.start(script)).handle.result();
    expect(done.status).toBe('completed');
    expect(done.disks[0]?.targetRoot).toBeNull();
    expect(script.calls).not.toContain('verifyDisk');
  });
});
