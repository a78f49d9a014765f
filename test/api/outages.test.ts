import { randomUUID } from 'node:crypto';
import { beforeAll, expect, test } from 'vitest';
import { reconcile } from '../../api/migrations/reconcile.ts';
import type { Client } from '../../client/client.ts';
import type { QuietPosition } from '../../prisma/queries/migrations.ts';
import { createRunProjection } from '../../prisma/runProjection.ts';
import { makeMigration } from '../support/migrations.ts';
import { type ApiUnderTest, addConnections, startApi } from './apiUnderTest.ts';

let api: ApiUnderTest;
let cutOff: ApiUnderTest;
let client: Client;
let plan: { source: { connectionId: string; vm: string }; target: { connectionId: string; storage: string } };

const later = () => Date.now() + 3_600_000;

beforeAll(async () => {
  api = await startApi();
  cutOff = await startApi({ temporalAddress: '127.0.0.1:1' });
  client = await api.client();
  const { source, target } = await addConnections(client);
  plan = { source: { connectionId: source, vm: 'vm-1' }, target: { connectionId: target, storage: 'local' } };
});

test('without a worker a request is refused soon, and leaves no workflow behind', async () => {
  await expect(client.createMigration({ body: plan })).rejects.toMatchObject({
    problem: { status: 503, code: 'worker.unavailable' },
  });
  await expect(client.testConnection({ params: { id: plan.source.connectionId } })).rejects.toMatchObject({
    problem: { code: 'worker.unavailable' },
  });
  expect((await client.listMigrations()).items).toEqual([]);
});

test('without a worker a cancel waits as a signal, other commands are refused', async () => {
  const stopWorker = await api.startWorker();
  const { id, workflowId } = await client.createMigration({ body: plan });
  await stopWorker();
  await expect(client.commandMigration({ params: { id, name: 'resume' } })).rejects.toMatchObject({
    problem: { status: 503, code: 'worker.unavailable' },
  });
  await expect(client.getMigration({ params: { id }, query: { fresh: 'true' } })).rejects.toMatchObject({
    problem: { code: 'worker.unavailable' },
  });
  const token = await api.token();
  const answer = await fetch(`${api.url}/api/v1/migrations/${id}/commands/cancel`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}` },
  });
  expect(answer.status).toBe(202);
  await api.startWorker();
  await api.temporal.workflow.getHandle(workflowId).result();
  // The fake workflow records nothing: how it ended is found by asking Temporal.
  await reconcile(api.dependencies, { now: later() });
  expect(await client.getMigration({ params: { id } })).toMatchObject({ status: 'cancelled' });
});

test('a row whose workflow start was lost is started, and one whose run was ended outside is closed', async () => {
  const projection = createRunProjection(api.database);
  const vm = { ref: 'vm-2', name: 'two' };
  const lost = makeMigration({
    id: 'lost',
    revision: 0,
    plan: { ...makeMigration().plan, source: { ...plan.source, vm: 'vm-2' } },
    vm,
  });
  await projection.record(lost);
  await reconcile(api.dependencies, { now: later() });
  const handle = api.temporal.workflow.getHandle('migration/lost');
  expect((await handle.describe()).status.name).toBe('RUNNING');
  await handle.terminate('by hand');
  await reconcile(api.dependencies, { now: later() });
  const ended = await client.getMigration({ params: { id: 'lost' } });
  expect(ended).toMatchObject({ status: 'cancelled', leftovers: [{ ref: 'migration/lost' }] });
});

test('a run that Temporal has forgotten is closed, says so, and blocks nothing any more', async () => {
  const id = 'forgotten';
  const source = { ...plan.source, vm: 'vm-9' };
  const known = makeMigration({ id, revision: 7, stage: 'delta', plan: { ...makeMigration().plan, source } });
  await createRunProjection(api.database).record(known);
  await reconcile(api.dependencies, { now: later() });
  const ended = await client.getMigration({ params: { id } });
  expect(ended).toMatchObject({
    status: 'cancelled',
    allowed: [],
    leftovers: [{ kind: 'run', ref: known.workflowId }],
  });
  expect(ended.leftovers[0]?.reason).toContain('its history is gone');
  expect(ended.endedAt).not.toBeNull();
  expect((await client.removeResidue({ params: { migrationId: id } })).items).toEqual([]);
  expect((await createRunProjection(api.database).traces(id))[0]).toMatchObject({ open: false, unwound: false });
});

test('what a migration that the database has lost has left is removed by its marks, unless its run is open', async () => {
  const unknown = { migrationId: randomUUID() };
  await expect(client.removeResidue({ params: unknown })).rejects.toMatchObject({ problem: { status: 404 } });
  expect((await client.removeLostResidue({ params: unknown })).items).toEqual([]);
  const { id } = await client.createMigration({ body: { ...plan, source: { ...plan.source, vm: 'vm-10' } } });
  const params = { migrationId: id };
  const refused = { problem: { code: 'request.conflict' } };
  await expect(client.removeLostResidue({ params })).rejects.toMatchObject(refused);
  await api.database.prisma.migration.delete({ where: { id } });
  await expect(client.removeLostResidue({ params })).rejects.toMatchObject(refused);
  await api.temporal.workflow.getHandle(`migration/${id}`).terminate('seen enough');
  expect((await client.removeLostResidue({ params })).items).toEqual([]);
});

test('runs that only wait do not hide one whose end was lost: each pass goes on behind the last', async () => {
  const { id: waits } = await client.createMigration({ body: { ...plan, source: { ...plan.source, vm: 'vm-4' } } });
  const known = await client.getMigration({ params: { id: waits } });
  await createRunProjection(api.database).record({ ...known, revision: known.revision + 1 });
  const source = { ...plan.source, vm: 'vm-5' };
  const lost = makeMigration({ id: 'hidden', revision: 7, plan: { ...makeMigration().plan, source } });
  await createRunProjection(api.database).record({ ...lost, updatedAt: new Date().toISOString() });
  let after: QuietPosition | undefined;
  let passes = 0;
  do {
    after = await reconcile(api.dependencies, { now: later(), after, limit: 1 });
    passes += 1;
  } while (after !== undefined && passes < 20);
  expect(await client.getMigration({ params: { id: 'hidden' } })).toMatchObject({ status: 'cancelled' });
  expect(await client.getMigration({ params: { id: waits } })).toMatchObject({ endedAt: null });
  await api.temporal.workflow.getHandle(`migration/${waits}`).terminate('seen enough');
});

test('of a run that was ended outside after the boot, the target is not called something to remove', async () => {
  const { id } = await client.createMigration({ body: { ...plan, source: { ...plan.source, vm: 'vm-3' } } });
  await api.temporal.workflow.getHandle(`migration/${id}`).terminate('by hand');
  const known = await client.getMigration({ params: { id } });
  const started = { revision: known.revision + 1, pointOfNoReturn: true, targetVm: { node: 'pve1', vmid: 103 } };
  await createRunProjection(api.database).record({ ...known, ...started });
  await reconcile(api.dependencies, { now: later() });
  const [left] = (await client.getMigration({ params: { id } })).leftovers;
  expect(left?.remove).toContain('VM 103 on pve1 was started and stays');
});

test('without Temporal the API says so, and goes on answering what the database knows', async () => {
  const admin = await cutOff.client();
  const { source, target } = await addConnections(admin);
  await expect(admin.testConnection({ params: { id: source } })).rejects.toMatchObject({
    problem: { status: 503, code: 'temporal.unavailable' },
  });
  expect(await admin.readiness()).toMatchObject({
    ready: false,
    checks: [
      { name: 'database', ok: true },
      { name: 'temporal', ok: false },
    ],
  });
  expect((await admin.listConnections()).items.map(({ id }) => id).sort()).toEqual([source, target].sort());
});
