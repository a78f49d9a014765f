import fc from 'fast-check';
import { beforeAll, expect, test, vi } from 'vitest';
import { createScheduledStarts } from '../../api/schedules/scheduledStarts.ts';
import { scheduleSpecOf } from '../../api/temporal/scheduleSpec.ts';
import type { Client } from '../../client/client.ts';
import type { ScheduleCalendar, ScheduleInput } from '../../contract/schedule.ts';
import { isOccurrence, occurrencesAfter } from '../../domain/schedule/occurrences.ts';
import { wallTimeAt } from '../../domain/schedule/wallClock.ts';
import { scheduleRunId } from '../../workflows/names.ts';
import { type ApiUnderTest, addConnections, startApi } from './apiUnderTest.ts';

let api: ApiUnderTest;
let client: Client;
let presetId: string;

beforeAll(async () => {
  api = await startApi();
  client = await api.client('operator');
  const { source, target } = await addConnections(await api.client());
  await api.startWorker();
  const ends = { sourceConnectionId: source, targetConnectionId: target };
  const networks = [{ network: 'VM Network', bridge: 'vmbr0' }];
  presetId = (await client.createPreset({ body: { name: 'preset', ...ends, storage: 'local', networks } })).id;
});

const addPlan = (name: string, refs: string[]) =>
  client.createPlan({ body: { name, presetId, vms: refs.map((ref) => ({ ref })) } });
const mondays: ScheduleCalendar = { every: 'week', days: [1], at: '20:00' };
const saturdayNight = { days: [6], from: '22:00', to: '02:00' };
const addSchedule = (planId: string, changes: Partial<ScheduleInput> = {}) => {
  const body = { name: `of ${planId}`, planId, timeZone: 'Europe/Vienna', calendar: mondays, ...changes };
  return client.createSchedule({ body });
};
const problem = (status: number, code: string) => ({ problem: { status, code } });
const inTemporal = (id: string) => api.temporal.schedule.getHandle(`drover-plan-${id}`).describe();
/** A full minute, 5 to 65 seconds from now. */
function nextMinute(): { calendar: ScheduleCalendar; timeZone: string } {
  const { year, month, day, hour, minute } = wallTimeAt('UTC', Date.now() + 65_000);
  const two = (value: number) => String(value).padStart(2, '0');
  const calendar = {
    every: 'once' as const,
    on: `${year}-${two(month)}-${two(day)}`,
    at: `${two(hour)}:${two(minute)}`,
  };
  return { calendar, timeZone: 'UTC' };
}
const ended = async (scheduleId: string, count: number) => {
  const params = { id: scheduleId };
  const runs = async () => (await client.listScheduleRuns({ params })).items.filter(({ endedAt }) => endedAt !== null);
  return vi.waitFor(
    async () => {
      const found = await runs();
      expect(found).toHaveLength(count);
      return found;
    },
    { timeout: 90_000, interval: 500 },
  );
};

// Beside each other: the first waits for a minute to be full.
test.concurrent('a schedule is due by itself, once, and tells of each VM what became of it', async () => {
  const plan = await addPlan('wave', ['vm-1', 'vm-2', 'vm-blocked', 'vm-gone']);
  const cutover = { mode: 'window' as const, window: saturdayNight };
  const due = await addSchedule(plan.id, { ...nextMinute(), cutover, vms: ['vm-1', 'vm-blocked', 'vm-gone'] });
  expect(due.next).toHaveLength(1);
  const [run] = await ended(due.id, 1);
  expect(run).toMatchObject({
    ...{ outcome: 'done', scheduledAt: due.next[0]?.at, byHand: false, startedBy: 'operator' },
    counts: { started: 1, refused: 2 },
  });
  const { vms } = await client.getScheduleRun({ params: { id: due.id, run: run?.id ?? '' } });
  expect(vms.map(({ ref, outcome, problem: told }) => [ref, outcome, told?.code])).toEqual([
    ['vm-1', 'started', undefined],
    ['vm-blocked', 'refused', 'migration.refused'],
    ['vm-gone', 'refused', 'platform.not-found'],
  ]);
  const migration = await client.getMigration({ params: { id: vms[0]?.migrationId ?? '' } });
  expect(migration.plan).toMatchObject({ planId: plan.id, cutover: { mode: 'at', at: due.next[0]?.cutover?.at } });
  expect(migration).toMatchObject({ cutoverAt: due.next[0]?.cutover?.at, requestedBy: 'operator' });
  expect(await client.getSchedule({ params: { id: due.id } })).toMatchObject({ next: [], missed: [], lastRun: run });
  expect((await inTemporal(due.id)).info.numActionsTaken).toBe(1);

  // Run by hand, paused or not: what is moving already is told and left alone.
  await client.pauseSchedule({ params: { id: due.id }, body: { note: 'change freeze' } });
  const key = { params: { id: due.id }, idempotencyKey: 'once' };
  const [first, again] = [await client.runSchedule(key), await client.runSchedule(key)];
  expect(again).toEqual(first);
  const byHand = (await ended(due.id, 2)).find(({ id }) => id === first.runId);
  expect(byHand).toMatchObject({ byHand: true, counts: { open: 1, refused: 2 } });
  const audit = await api.database.prisma.auditEvent.findMany({ where: { subject: `schedule/${due.id}` } });
  expect(audit.map(({ action }) => action).toSorted()).toEqual(
    ['schedule.create', 'schedule.pause', 'schedule.ran', 'schedule.ran', 'schedule.run', 'schedule.run'].toSorted(),
  );
});

test.concurrent('a VM that has left the plan is refused, and the rest of the wave starts', async () => {
  const plan = await addPlan('shrunk', ['vm-3', 'vm-4']);
  const schedule = await addSchedule(plan.id, { vms: ['vm-3', 'vm-4'], cutover: { mode: 'hold' } });
  await client.updatePlan({ params: { id: plan.id }, body: { vms: [{ ref: 'vm-4' }] }, ifMatch: 1 });
  await client.runSchedule({ params: { id: schedule.id } });
  const [run] = await ended(schedule.id, 1);
  const { vms } = await client.getScheduleRun({ params: { id: schedule.id, run: run?.id ?? '' } });
  expect(vms).toMatchObject([
    { ref: 'vm-3', outcome: 'refused', problem: { code: 'request.not-found' } },
    { ref: 'vm-4', outcome: 'started' },
  ]);
  const migration = await client.getMigration({ params: { id: vms[1]?.migrationId ?? '' } });
  expect(migration.plan.cutover).toEqual({ mode: 'manual' });
});

test.concurrent('what was late or missed is told, and starts nothing', async () => {
  const plan = await addPlan('late', ['vm-5']);
  const schedule = await addSchedule(plan.id, { catchUpMinutes: 5 });
  const params = { id: schedule.id };
  // As if it had been there for two weeks, with Temporal out of reach.
  const activeSince = new Date(Date.now() - 14 * 86_400_000);
  await api.database.prisma.planSchedule.update({ where: params, data: { activeSince } });
  const { missed } = await client.getSchedule({ params });
  expect(missed).toHaveLength(2);
  expect(missed[0] && new Date(missed[0]).getUTCDay()).toBe(1);

  // Temporal began a run in time, but no worker took it up until now.
  const due = new Date(missed[0] ?? 0);
  const run = { runId: `${scheduleRunId(schedule.id)}-${due.toISOString()}`, scheduleId: schedule.id };
  const { begin } = createScheduledStarts(api.dependencies);
  const answers = [1, 2].map(() => begin({ ...run, scheduledAt: due.toISOString(), by: null }));
  expect(await Promise.all(answers)).toEqual([false, false]);
  const { items } = await client.listScheduleRuns({ params });
  expect(items).toMatchObject([{ outcome: 'late', counts: { pending: 1 } }]);
  expect((await client.getSchedule({ params })).missed).toEqual(missed.slice(1));
  const stray = new Date(due.getTime() + 60_000).toISOString();
  expect(await begin({ ...run, runId: 'stray', scheduledAt: stray, by: null })).toBe(false);
  expect((await client.listScheduleRuns({ params })).items).toHaveLength(1);
  expect(await begin({ runId: 'x', scheduleId: 'gone', scheduledAt: due.toISOString(), by: null })).toBe(false);
});

test.concurrent('edits name their version and reach Temporal; what it cannot take is not kept', async () => {
  const plan = await addPlan('edited', ['vm-6']);
  const made = await addSchedule(plan.id, { name: 'edited', overlap: 'wait', catchUpMinutes: 30 });
  const params = { id: made.id };
  expect(made).toMatchObject({ revision: 1, planName: 'edited', paused: false, missed: [], lastRun: null });
  expect(made.next.map(({ at }) => new Date(at).getUTCDay())).toEqual([1, 1, 1, 1, 1]);
  await expect(client.updateSchedule({ params, body: { name: 'x' } })).rejects.toMatchObject(
    problem(428, 'version.required'),
  );
  const calendar: ScheduleCalendar = { every: 'month', days: [15], at: '06:00' };
  const changed = await client.updateSchedule({ params, body: { calendar, name: 'renamed' }, ifMatch: 1 });
  expect(changed).toMatchObject({ name: 'renamed', revision: 2, catchUpMinutes: 30 });
  await expect(client.updateSchedule({ params, body: { name: 'y' }, ifMatch: 1 })).rejects.toMatchObject(
    problem(412, 'version.changed'),
  );
  const kept = await inTemporal(made.id);
  expect(kept.info.nextActionTimes.slice(0, 5).map((at) => at.toISOString())).toEqual(changed.next.map(({ at }) => at));
  expect(kept.policies).toMatchObject({ overlap: 'BUFFER_ALL', catchupWindow: 30 * 60_000 });

  const paused = await client.pauseSchedule({ params, body: { note: 'freeze until January' } });
  expect(paused).toMatchObject({ paused: true, note: 'freeze until January', next: [], revision: 3 });
  expect((await inTemporal(made.id)).state).toMatchObject({ paused: true, note: 'freeze until January' });
  expect(await client.resumeSchedule({ params })).toMatchObject({ paused: false, note: null, next: changed.next });
  expect((await inTemporal(made.id)).state).toMatchObject({ paused: false });

  const refused = (changes: Partial<ScheduleInput>) => addSchedule(plan.id, { name: 'refused', ...changes });
  await expect(refused({ vms: ['vm-6', 'vm-9'] })).rejects.toMatchObject({
    problem: { code: 'request.invalid', issues: [{ path: 'body.vms.1' }] },
  });
  await expect(refused({ calendar: { every: 'once', on: '2020-01-01', at: '08:00' } })).rejects.toMatchObject({
    problem: { code: 'request.invalid', issues: [{ path: 'body.calendar' }] },
  });
  await expect(refused({ timeZone: 'Mars/Olympus' })).rejects.toMatchObject({
    problem: { code: 'request.invalid', issues: [{ path: 'body.timeZone' }] },
  });
  // Node takes these, Temporal does not.
  for (const timeZone of ['europe/vienna', '+02:00']) {
    await expect(refused({ timeZone })).rejects.toMatchObject(problem(400, 'request.invalid'));
  }
  expect((await client.listSchedules({ query: { search: 'refused' } })).items).toEqual([]);
  await expect(refused({ name: 'renamed' })).rejects.toMatchObject(problem(409, 'request.conflict'));
  await expect(addSchedule('nothing')).rejects.toMatchObject(problem(404, 'request.not-found'));
  const viewer = await api.client('viewer');
  await expect(viewer.pauseSchedule({ params })).rejects.toMatchObject(problem(403, 'auth.forbidden'));
  expect((await viewer.listSchedules({ query: { search: 'RENAM' } })).items).toMatchObject([{ id: made.id }]);

  const removal = client.deletePlan({ params: { id: plan.id } });
  await expect(removal).rejects.toMatchObject({ problem: { status: 409, detail: expect.stringContaining('renamed') } });
  await client.deleteSchedule({ params, ifMatch: 4 });
  await expect(inTemporal(made.id)).rejects.toThrow();
  await client.deletePlan({ params: { id: plan.id } });
});

test.concurrent('a preview tells what the clock does to a time, and which window follows', async () => {
  const timing = { timeZone: 'Europe/Vienna', cutover: { mode: 'window' as const, window: saturdayNight } };
  const preview = async (calendar: ScheduleCalendar) =>
    (await client.previewSchedule({ body: { ...timing, calendar } })).next;
  const weekly = await preview(mondays);
  for (const { at, cutover } of weekly) {
    expect(new Date(cutover?.at ?? 0).getUTCDay()).toBe(6);
    const days = (Date.parse(cutover?.at ?? '') - Date.parse(at)) / 86_400_000;
    expect(days).toBeGreaterThan(4.9);
    expect(days).toBeLessThan(5.3);
  }
  expect(await preview({ every: 'once', on: '2037-03-29', at: '02:30' })).toMatchObject([
    { at: '2037-03-29T01:30:00.000Z', clock: 'moved' },
  ]);
  expect(await preview({ every: 'once', on: '2037-10-25', at: '02:30' })).toMatchObject([
    { at: '2037-10-25T00:30:00.000Z', clock: 'first-of-two' },
  ]);
});

test.concurrent('without Temporal nothing is kept', async () => {
  const dark = await startApi({ temporalAddress: '127.0.0.1:1' });
  const other = await dark.client();
  const { source, target } = await addConnections(other);
  const id = 'plan';
  await dark.database.prisma.mappingPreset.create({
    data: {
      ...{ id: 'preset', name: 'preset', sourceConnectionId: source, targetConnectionId: target },
      ...{ content: { storage: 'local' }, updatedBy: 'test' },
    },
  });
  await dark.database.prisma.bulkPlan.create({
    data: { id, name: 'plan', presetId: 'preset', settings: {}, updatedBy: 'test' },
  });
  const body = { name: 'lost', planId: id, calendar: mondays };
  await expect(other.createSchedule({ body })).rejects.toMatchObject(problem(503, 'temporal.unavailable'));
  expect((await other.listSchedules()).items).toEqual([]);
});

test.concurrent('Temporal and Drover agree on every time of a calendar, also where the clock is changed', async () => {
  const clock = fc.constantFrom('00:15', '01:30', '02:00', '02:15', '02:30', '03:00', '23:45', '12:00');
  const some = (max: number) => fc.uniqueArray(fc.integer({ min: 1, max }), { minLength: 1, maxLength: 4 });
  const calendar = fc.oneof(
    fc.record(
      { every: fc.constant('week' as const), days: some(7), weeks: some(5), at: clock },
      { requiredKeys: ['every', 'days', 'at'] },
    ),
    fc.record({ every: fc.constant('month' as const), days: some(31), at: clock }),
  );
  const zone = fc.constantFrom(
    ...['UTC', 'Europe/Vienna', 'America/New_York', 'America/Santiago', 'Australia/Lord_Howe', 'Asia/Kolkata'],
  );
  await fc.assert(
    fc.asyncProperty(calendar, zone, async (given, timeZone) => {
      const scheduleId = `agree-${Math.random()}`;
      const spec = scheduleSpecOf({ calendar: given, timeZone, jitterSeconds: 0 }, Date.now());
      const action = { type: 'startWorkflow' as const, workflowType: 'none', taskQueue: 'none', args: [] };
      const handle = await api.temporal.schedule.create({ scheduleId, spec, action, state: { paused: true } });
      const [from, until] = [Date.now(), Date.now() + 3 * 365 * 86_400_000];
      const seconds = (at: number) => ({ seconds: Math.floor(at / 1000) as unknown as Long });
      const { startTime = [] } = await api.temporal.workflowService.listScheduleMatchingTimes({
        ...{ namespace: api.temporal.options.namespace, scheduleId, startTime: seconds(from), endTime: seconds(until) },
      });
      await handle.delete();
      const theirs = (startTime ?? [])
        .map((time) => Number(time.seconds) * 1000)
        // What begins besides begins nothing.
        .filter((at) => isOccurrence({ calendar: given, timeZone }, at));
      const ours: number[] = [];
      for (const { at } of occurrencesAfter({ calendar: given, timeZone }, from)) {
        if (at > until) break;
        ours.push(at);
      }
      expect(theirs.map((at) => new Date(at).toISOString())).toEqual(ours.map((at) => new Date(at).toISOString()));
    }),
    { numRuns: 25 },
  );
});

type Long = NonNullable<
  NonNullable<Parameters<typeof api.temporal.workflowService.listScheduleMatchingTimes>[0]['startTime']>['seconds']
>;
