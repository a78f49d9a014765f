import { randomUUID } from 'node:crypto';
import { beforeAll, beforeEach, expect, test } from 'vitest';
import type { Client } from '../../client/client.ts';
import { encodeCells } from '../../contract/blockCells.ts';
import { createProgressSink } from '../../prisma/progressSink.ts';
import { createRunProjection } from '../../prisma/runProjection.ts';
import { type ApiUnderTest, addConnections, startApi } from './apiUnderTest.ts';

let api: ApiUnderTest;
let client: Client;
let places: { source: string; target: string };
let vmNumber = 0;
let vm: string;

beforeAll(async () => {
  api = await startApi();
  client = await api.client('operator');
  places = await addConnections(await api.client());
  await api.startWorker();
});

beforeEach(() => {
  vmNumber += 1;
  vm = `vm-${vmNumber}`;
});

const planOf = (ref: string) => ({
  source: { connectionId: places.source, vm: ref },
  target: { connectionId: places.target, storage: 'local' },
});
const start = (ref = vm) => client.createMigration({ body: planOf(ref) });

test('a plan becomes a row, an audit event and a running workflow that knows the request', async () => {
  const migration = await start();
  expect(migration).toMatchObject({ status: 'running', revision: 0, requestedBy: 'operator', vm: { ref: vm } });
  expect(migration.plan.delta.intervalSeconds).toBe(300);
  const run = await api.temporal.workflow.getHandle(migration.workflowId).describe();
  expect(run.status.name).toBe('RUNNING');
  expect(run.memo).toMatchObject({ requestedBy: 'operator', correlationId: expect.any(String) });
  const events = await api.database.prisma.auditEvent.findMany({ where: { subject: `migration/${migration.id}` } });
  expect(events).toMatchObject([{ action: 'migration.create', correlationId: run.memo?.['correlationId'] }]);
});

test('the same request with the same key is one migration; the key with another plan is refused', async () => {
  const idempotencyKey = randomUUID();
  const request = () => client.createMigration({ body: planOf(vm), idempotencyKey });
  const [first, second] = await Promise.all([request(), request()]);
  expect(second.id).toBe(first.id);
  expect((await request()).id).toBe(first.id);
  await expect(client.createMigration({ body: planOf('vm-other'), idempotencyKey })).rejects.toMatchObject({
    problem: { status: 422, code: 'idempotency.mismatch' },
  });
});

test('of several requests for one VM at once, one goes through and the others name it', async () => {
  const outcomes = await Promise.allSettled([start(), start(), start()]);
  const [winner, ...others] = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []));
  expect(others).toEqual([]);
  const refusals = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason.problem] : []));
  const refusal = { status: 409, code: 'migration.duplicate', openMigrationId: winner?.id };
  expect(refusals).toMatchObject([refusal, refusal]);
});

test('blockers refuse a migration before anything is made', async () => {
  expect(await client.preflight({ body: planOf('vm-blocked') })).toMatchObject({ findings: [{ severity: 'blocker' }] });
  await expect(start('vm-blocked')).rejects.toMatchObject({
    problem: { status: 422, code: 'migration.refused', findings: [{ code: 'disk.independent' }] },
  });
  const { items } = await client.listMigrations({ query: { vm: 'vm-blocked' } });
  expect(items).toEqual([]);
});

test('what a worker fails with keeps its code and evidence', async () => {
  await expect(start('vm-gone')).rejects.toMatchObject({
    problem: { status: 502, code: 'platform.not-found', evidence: ['ManagedObjectNotFound'] },
  });
});

test('unknown and mixed-up connections are told', async () => {
  const plan = planOf(vm);
  const request = (source: string, target: string) =>
    client.createMigration({
      body: {
        ...plan,
        source: { ...plan.source, connectionId: source },
        target: { ...plan.target, connectionId: target },
      },
    });
  await expect(request('nowhere', places.target)).rejects.toMatchObject({ problem: { status: 404 } });
  await expect(request(places.target, places.source)).rejects.toMatchObject({ problem: { status: 409 } });
});

test('commands are answered with the state after them; one that does not fit is refused with what does', async () => {
  const { id } = await start();
  const command = (name: 'pause' | 'resume' | 'rollback' | 'schedule' | 'cancel', body?: { at: string }) =>
    client.commandMigration({ params: { id, name }, body });
  await expect(command('resume')).rejects.toMatchObject({
    problem: {
      status: 409,
      code: 'command.refused',
      state: { status: 'running', allowed: ['pause', 'cancel', 'schedule'] },
    },
  });
  await expect(command('schedule')).rejects.toMatchObject({ problem: { code: 'request.invalid' } });
  expect(await command('pause')).toMatchObject({ status: 'paused', allowed: ['resume', 'cancel'] });
  expect(await client.getMigration({ params: { id }, query: { fresh: 'true' } })).toMatchObject({ status: 'paused' });
  // Recorded by that, so that the list knows as well.
  expect(await client.getMigration({ params: { id } })).toMatchObject({ status: 'paused' });
  expect(await command('cancel')).toMatchObject({ status: 'cancelled' });
  await expect(command('pause')).rejects.toMatchObject({ problem: { status: 409, state: { allowed: [] } } });
  const events = await api.database.prisma.auditEvent.findMany({ where: { subject: `migration/${id}` } });
  expect(events.map(({ action }) => action)).toContain('migration.pause');
});

test('a cutover is undone where the migration accepts it, and the audit trail tells of it', async () => {
  const { id } = await start('vm-undo');
  const undo = () => client.commandMigration({ params: { id, name: 'undo-cutover' } });
  expect(await undo()).toMatchObject({ status: 'running', allowed: ['cancel'] });
  await expect(undo()).rejects.toMatchObject({ problem: { status: 409, code: 'command.refused' } });
  const where = { subject: `migration/${id}`, action: 'migration.undo-cutover' };
  const events = await api.database.prisma.auditEvent.findMany({ where, orderBy: { id: 'asc' } });
  expect(events.map(({ outcome }) => outcome).slice(0, 2)).toEqual(['intended', 'done']);
});

test('a command that is sent again with its key does nothing twice', async () => {
  const { id } = await start();
  const pause = () => client.commandMigration({ params: { id, name: 'pause' }, idempotencyKey: 'once' });
  const first = await pause();
  expect(await pause()).toEqual(first);
});

test('lists filter, and page without gaps while new ones come', async () => {
  const made = [await start(`${vm}-a`), await start(`${vm}-b`), await start(`${vm}-c`)].map(({ id }) => id);
  const first = await client.listMigrations({ query: { limit: 2, search: `NAME OF ${vm}-` } });
  await start(`${vm}-d`);
  const second = await client.listMigrations({
    query: { limit: 2, search: `name of ${vm}-`, cursor: first.nextCursor ?? '' },
  });
  expect([...first.items, ...second.items].map(({ id }) => id)).toEqual(made.reverse());
  expect(second.nextCursor).toBeNull();
  expect(first.items[0]).not.toHaveProperty('disks');
  const slim = await client.listMigrations({ query: { limit: 2, vm: `${vm}-a` }, fields: ['id', 'vm'] });
  expect(slim.items.map((row) => Object.keys(row).sort())).toEqual([['id', 'vm']]);
  expect(slim.items[0]?.vm.ref).toBe(`${vm}-a`);
  const unknown = client.listMigrations({ fields: ['id', 'disks' as 'vm'] });
  await expect(unknown).rejects.toMatchObject({
    problem: { issues: [{ path: 'query.fields', message: expect.stringContaining('"disks"') }] },
  });
  const none = await client.listMigrations({ query: { status: ['parked', 'paused'], vm: `${vm}-a` } });
  expect(none.items).toEqual([]);
  const open = await client.listMigrations({ query: { open: 'true', connectionId: places.target, vm: `${vm}-a` } });
  expect(open.items).toHaveLength(1);
});

test('the timeline begins with the request; progress and certificate are there when they are', async () => {
  const { id } = await start();
  const { items } = await client.getTimeline({ params: { id } });
  expect(items[0]).toMatchObject({ kind: 'request', actor: 'operator' });
  expect(await client.getProgress({ params: { id } })).toEqual({ items: [] });
  expect(await client.getBlocks({ params: { id } })).toEqual({ items: [] });
  const at = new Date().toISOString();
  const known = { migrationId: id, diskId: 'd', round: 0, kind: 'baseline' as const, at };
  const blocks = { capacityBytes: 3 * 65_536, cellBytes: 65_536, cells: encodeCells(Uint8Array.of(3, 2, 1)) };
  const { report } = createProgressSink(api.database);
  const done = { doneBytes: 1, totalBytes: 2, bytesPerSecond: 1 };
  await report({ ...known, ...done }, blocks);
  await report({ ...known, ...done, at: '2020-01-01T00:00:00.000Z' }, { ...blocks, cells: 'AAA=' });
  await report({ ...known, ...done });
  const told = { diskId: 'd', round: 0, kind: 'baseline', at, ...blocks };
  expect(await client.getBlocks({ params: { id } })).toEqual({ items: [told] });
  await expect(client.getBlocks({ params: { id: 'none' } })).rejects.toMatchObject({ problem: { status: 404 } });
  expect(await client.listPictures({ params: { id } })).toEqual({ items: [] });
  const { recordPicture } = createRunProjection(api.database);
  const shown = { occasion: 'boot' as const, at, width: 1, height: 1, png: 'iVBORw==', problem: null };
  const problem = { code: 'platform.forbidden', message: 'Permission check failed (/vms/100, VM.Console)' };
  await recordPicture(id, { ...shown, ...{ width: null, height: null, png: null, problem } });
  expect((await client.listPictures({ params: { id } })).items).toMatchObject([{ png: null, problem }]);
  await recordPicture(id, shown);
  await recordPicture('none', shown);
  expect(await client.listPictures({ params: { id } })).toEqual({ items: [shown] });
  const refused = { code: 'request.conflict', status: 409 };
  await expect(client.takePicture({ params: { id } })).rejects.toMatchObject({ problem: refused });
  await expect(client.getCertificate({ params: { id } })).rejects.toMatchObject({ problem: { status: 404 } });
  await expect(client.getMigration({ params: { id: 'none' } })).rejects.toMatchObject({ problem: { status: 404 } });
});

test('the hardware of the target is asked of a worker once the VM has it, and not before', async () => {
  const { id } = await start();
  const ask = () => client.getTargetHardware({ params: { id } });
  await expect(ask()).rejects.toMatchObject({ problem: { status: 409, code: 'request.conflict' } });
  const at = new Date().toISOString();
  const known = await client.getMigration({ params: { id } });
  await createRunProjection(api.database).record({
    ...{ ...known, revision: known.revision + 1, targetVm: { node: 'pve1', vmid: 198 } },
    stages: [{ name: 'define', startedAt: at, endedAt: at, ms: 0, attempts: 1 }],
  });
  const told = await ask();
  expect([told.planned?.memoryMiB, told.actual.memoryMiB]).toEqual([8192, 4096]);
});

test('a forecast is as of now while the run holds, and as it was recorded otherwise', async () => {
  const migration = await start();
  const { at, ...forecast } = {
    ...{ at: new Date(Date.now() - 60_000).toISOString(), downtimeMs: 40_000, downtimeP90Ms: 70_000, dirtyBytes: 0 },
    ...{ bytesPerSecond: 1000, converging: true, basedOn: 5 },
    churn: { bytesPerSecond: 1000, bytesPerSecondP90: 2000, capacityBytes: 30_000 },
    parts: { shutdownMs: 10_000, finalDeltaMs: 10_000, verifyMs: 10_000, bootMs: 10_000 },
  };
  const { record } = createRunProjection(api.database);
  const told = { ...migration, forecast: { at, ...forecast }, status: 'holding', stage: 'hold' } as const;
  await record({ ...told, revision: migration.revision + 100 });
  const params = { id: migration.id };
  // Half a minute's churn is all that the disk can hold.
  const now = { downtimeMs: 70_000, downtimeP90Ms: 100_000, dirtyBytes: 30_000, measuredAt: at };
  const { forecast: shown } = await client.getMigration({ params });
  expect(shown).toMatchObject({ ...now, parts: { ...forecast.parts, finalDeltaMs: 40_000 } });
  expect(Date.parse(shown?.at ?? '')).toBeGreaterThan(Date.parse(at));
  const { items } = await client.listMigrations({ query: { vm } });
  expect(items[0]?.forecast).toMatchObject(now);
  await record({ ...told, stage: 'delta', status: 'running', revision: migration.revision + 101 });
  expect((await client.getMigration({ params })).forecast).toEqual({ at, ...forecast });
});
