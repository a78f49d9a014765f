import { beforeAll, expect, test } from 'vitest';
import type { Client } from '../../client/client.ts';
import { createRunProjection } from '../../prisma/runProjection.ts';
import { makeMigration, makePlan } from '../support/migrations.ts';
import { type ApiUnderTest, addConnections, startApi } from './apiUnderTest.ts';

let api: ApiUnderTest;
let client: Client;
let source: string;
let target: string;

beforeAll(async () => {
  api = await startApi();
  client = await api.client();
  ({ source, target } = await addConnections(client));
  await api.startWorker();
});

test('a secret goes in and never comes out', async () => {
  const { items } = await client.listConnections();
  expect(items.map(({ name }) => name)).toEqual(['pve', 'vcenter']);
  expect(JSON.stringify(items)).not.toMatch(/secret|sealed/i);
  const rows = await api.database.prisma.connection.findMany();
  expect(JSON.stringify(rows)).not.toContain('planted-secret');
  const sealed = rows.find(({ id }) => id === source)?.sealedSecret ?? '';
  expect(await api.dependencies.secrets.open(sealed, `connection/${source}`)).toBe('planted-secret');
  const events = await api.database.prisma.auditEvent.findMany();
  expect(JSON.stringify(events.map(({ detail, after }) => [detail, after]))).not.toContain('planted-secret');
  expect(api.logged()).not.toContain('planted-secret');
});

test('a name is taken once', async () => {
  await expect(addConnections(client)).rejects.toMatchObject({ problem: { status: 409, code: 'request.conflict' } });
});

test('what does not fit is told by field', async () => {
  const body = { name: '', kind: 'vsphere', url: 'http://plain.example.org', username: 'u', password: 'p' } as const;
  const refused = await client.createConnection({ body }).catch((error) => error.problem);
  expect(refused).toMatchObject({ status: 400, code: 'request.invalid' });
  expect(refused.issues.map(({ path }: { path: string }) => path).sort()).toEqual(['body.name', 'body.url']);
});

test('a fingerprint is confirmed and a password rotated by an edit, which is audited without the secret', async () => {
  const fingerprint256 = Array(32).fill('AB').join(':');
  const changed = await client.updateConnection({
    params: { id: target },
    body: { fingerprint256, password: 'next-secret' },
  });
  expect(changed).toMatchObject({ fingerprint256, checkedAt: null, name: 'pve' });
  const row = await api.database.prisma.connection.findUniqueOrThrow({ where: { id: target } });
  expect(await api.dependencies.secrets.open(row.sealedSecret, `connection/${target}`)).toBe('next-secret');
  const [event] = await api.database.prisma.auditEvent.findMany({ where: { action: 'connection.update' } });
  expect(event).toMatchObject({ actor: 'admin', subject: `connection/${target}` });
  expect(event).toMatchObject({ before: { sealedSecret: '***' }, after: { fingerprint256, sealedSecret: '***' } });
});

test('a change is tested before it is saved, by a reference, and leaves nothing behind', async () => {
  const params = { id: target };
  const before = await client.getConnection({ params });
  const result = await client.testConnectionChange({ params, body: { username: 'x@pve', password: 'draft-secret' } });
  // The workflow of this test answers with what it was given.
  expect(result.steps[0]?.detail).toMatch(/^draft\/[0-9a-f-]{36}$/);
  expect(await client.getConnection({ params })).toEqual(before);
  expect(await api.database.prisma.connectionDraft.count()).toBe(0);
  expect(api.logged()).not.toContain('draft-secret');
});

test('the stored password is not sent to another address, neither for a test nor for good', async () => {
  const params = { id: target };
  const body = { url: 'https://elsewhere.example.org:8006' };
  const refused = { problem: { code: 'request.invalid', issues: [{ path: 'body.password' }] } };
  await expect(client.testConnectionChange({ params, body })).rejects.toMatchObject(refused);
  await expect(client.updateConnection({ params, body })).rejects.toMatchObject(refused);
  const moved = await client.updateConnection({ params, body: { ...body, password: 'next-secret' } });
  expect(moved).toMatchObject({ ...body, updatedBy: 'admin' });
});

test('tests, facts and inventory are asked of workers', async () => {
  expect(await client.testConnection({ params: { id: source } })).toMatchObject({ ok: true, product: 'Fake 1.0' });
  expect(await client.getTargetFacts({ params: { id: target } })).toMatchObject({ pools: ['migrated'] });
  expect(await client.refreshInventory({ params: { id: source } })).toEqual({ count: 42 });
  await expect(client.getTargetFacts({ params: { id: source } })).rejects.toMatchObject({
    problem: { code: 'request.conflict' },
  });
});

test('a question that a worker does not finish in time ends as 503', async () => {
  await expect(client.getVm({ params: { id: source, ref: 'vm-1' } })).rejects.toMatchObject({
    problem: { status: 503, code: 'worker.unavailable' },
  });
});

test('the inventory is read by pages, and searched', async () => {
  const projection = createRunProjection(api.database);
  const seenAt = '2026-11-22T03:00:00.000Z';
  const page = Array.from({ length: 7 }, (_, index) => ({
    ...{ connectionId: source, ref: `vm-${index}`, name: index < 3 ? 'twin' : `web-${index}`, path: 'DC0/vm' },
    ...{ power: 'on' as const, firmware: 'uefi' as const, guestFullName: 'Debian', cpus: 1, memoryMiB: 512 },
    ...{ diskCount: 1, capacityBytes: 2 ** 40, snapshotCount: 0, changeTracking: true, template: false, seenAt },
  }));
  await projection.recordInventory(source, seenAt, page);
  const refs: string[] = [];
  let cursor: string | undefined;
  do {
    const answer = await client.listVms({ params: { id: source }, query: { limit: 2, cursor } });
    refs.push(...answer.items.map(({ ref }) => ref));
    cursor = answer.nextCursor ?? undefined;
  } while (cursor !== undefined);
  expect(refs).toEqual(['vm-0', 'vm-1', 'vm-2', 'vm-3', 'vm-4', 'vm-5', 'vm-6']);
  const found = await client.listVms({ params: { id: source }, query: { search: 'WEB-5' } });
  expect(found).toMatchObject({ items: [{ ref: 'vm-5', capacityBytes: 2 ** 40, seenAt }], nextCursor: null });
  await expect(client.listVms({ params: { id: source }, query: { cursor: 'made-up' } })).rejects.toMatchObject({
    problem: { code: 'request.invalid' },
  });
});

test('a connection that an open migration needs stays where it is; afterwards it can go', async () => {
  const projection = createRunProjection(api.database);
  const plan = makePlan({ source: { connectionId: source, vm: 'vm-1' } });
  const migration = makeMigration({ id: 'using', plan });
  await projection.record(migration);
  const params = { id: source };
  const inUse = { problem: { status: 409, code: 'request.conflict', openMigrationId: 'using' } };
  await expect(client.deleteConnection({ params })).rejects.toMatchObject(inUse);
  await expect(client.updateConnection({ params, body: { url: 'https://other.example.org' } })).rejects.toMatchObject(
    inUse,
  );
  const { id: projectId } = await client.createProject({ body: { name: 'accounting' } });
  const held = (by: string) => ({
    problem: { ...inUse.problem, issues: [{ path: 'body.projectId', message: expect.stringContaining(by) }] },
  });
  await expect(client.updateConnection({ params, body: { projectId } })).rejects.toMatchObject(
    held('the migration of'),
  );
  await projection.record({ ...migration, revision: 2, status: 'completed', endedAt: migration.updatedAt });
  await client.deleteConnection({ params });
  await expect(client.getConnection({ params })).rejects.toMatchObject({ problem: { status: 404 } });
  await expect(client.deleteConnection({ params })).rejects.toMatchObject({ problem: { status: 404 } });
});
