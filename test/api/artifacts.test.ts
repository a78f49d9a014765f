import { hash, randomBytes } from 'node:crypto';
import { beforeAll, expect, test } from 'vitest';
import type { Client } from '../../client/client.ts';
import { createArtifactHashes } from '../../prisma/artifactHashes.ts';
import { createRunProjection } from '../../prisma/runProjection.ts';
import { makeMigration } from '../support/migrations.ts';
import { type ApiUnderTest, startApi } from './apiUnderTest.ts';

let api: ApiUnderTest;
let client: Client;
let link: string;
const image = randomBytes(3_000_000);
const key = 'migrations/exported/disk-1.qcow2';

beforeAll(async () => {
  api = await startApi();
  client = await api.client('operator');
  await createRunProjection(api.database).record(makeMigration({ id: 'exported' }));
  const upload = await api.artifacts.begin(key, 'application/octet-stream');
  const { signal } = new AbortController();
  await upload.part(2, image.subarray(1_000_000), signal);
  await upload.part(1, image.subarray(0, 1_000_000), signal);
  await upload.complete();
  const { items } = await client.listArtifacts({ params: { id: 'exported' } });
  link = `${api.url}${items[0]?.url}`;
});

const get = (url: string, range?: string, method = 'GET') =>
  fetch(url, { method, headers: range === undefined ? {} : { range } });

test('a link needs no login and gives the whole', async () => {
  const answer = await get(link);
  expect([answer.status, answer.headers.get('content-length')]).toEqual([200, '3000000']);
  expect(Buffer.from(await answer.arrayBuffer()).equals(image)).toBe(true);
});

test('ranges work, also across parts, and HEAD tells the size', async () => {
  const answer = await get(link, 'bytes=999990-1000009');
  expect([answer.status, answer.headers.get('content-range')]).toEqual([206, 'bytes 999990-1000009/3000000']);
  expect(Buffer.from(await answer.arrayBuffer()).equals(image.subarray(999_990, 1_000_010))).toBe(true);
  const behind = await get(link, 'bytes=3000000-');
  expect([behind.status, behind.headers.get('content-range')]).toEqual([416, 'bytes */3000000']);
  const head = await get(link, undefined, 'HEAD');
  expect([head.status, head.headers.get('content-length')]).toEqual([200, '3000000']);
});

test('the list follows what is written and deleted, and links hold as long as was set', async () => {
  const { url } = api;
  await api.artifacts.put('certificates/exported.json', Buffer.from('{}'), 'application/json');
  await (await api.client()).updateSettings({ body: { artifactLinkMinutes: 2 } });
  const list = async () => (await client.listArtifacts({ params: { id: 'exported' } })).items;
  const [certificate, disk] = await list();
  expect([certificate?.key, disk?.bytes]).toEqual(['certificates/exported.json', 3_000_000]);
  const expires = Number(new URL(`${url}${disk?.url}`).searchParams.get('expires')) * 1000;
  expect(expires - Date.now()).toBeLessThanOrEqual(120_000);
  await api.artifacts.delete('certificates/exported.json');
  expect(await list()).toHaveLength(1);
});

test('the certificate is read from the store as it was signed', async () => {
  const certificateId = 'certificates/certified.json';
  const vm = { ref: 'vm-9', name: 'nine' };
  const migration = makeMigration({ id: 'certified', vm, certificateId, status: 'completed' });
  const { id, workflowId, plan, requestedBy, stages, commands } = migration;
  const body = {
    ...{ version: 1, migrationId: id, workflowId, instance: 'i', issuedAt: '2026-11-22T04:00:00Z', plan, requestedBy },
    ...{ vm: { ...vm, uuid: 'u' }, targetVm: { node: 'pve1', vmid: 100 }, route: 'direct', transport: 'https' },
    ...{ disks: [], stages, commands, downtime: null },
  };
  // A release that knew other fields signed it: nothing may be filled in or left out.
  const { tags: _, ...olderPlan } = body.plan;
  const olderBody = { ...body, plan: { ...olderPlan, retired: 'field' } };
  const certificate = { body: olderBody, algorithm: 'Ed25519', publicKey: 'k', signature: 's' };
  await createRunProjection(api.database).record(migration);
  await api.artifacts.put(certificateId, Buffer.from(JSON.stringify(certificate)), 'application/json');
  expect(await client.getCertificate({ params: { id } })).toEqual(certificate);
  await api.artifacts.delete(certificateId);
  await expect(client.getCertificate({ params: { id } })).rejects.toMatchObject({
    problem: { code: 'artifact.missing' },
  });
});

test('an altered or expired link opens nothing', async () => {
  const refused = { code: 'artifact.link-invalid', status: 403 };
  const later = new URL(link);
  later.searchParams.set('expires', String(Number(later.searchParams.get('expires')) + 60));
  const expired = `${api.url}${await api.artifacts.presign(key, -1)}`;
  for (const url of [later.href, link.replace('disk-1', 'disk-2'), `${link}x`, expired, link.split('?')[0] ?? '']) {
    expect(await (await get(url)).json()).toMatchObject(refused);
  }
});

test('a link to what was deleted says so; the signature is not in the log', async () => {
  await api.artifacts.put('migrations/exported/gone', Buffer.from('x'), 'text/plain');
  const gone = `${api.url}${await api.artifacts.presign('migrations/exported/gone', 60)}`;
  await api.artifacts.delete('migrations/exported/gone');
  expect(await (await get(gone)).json()).toMatchObject({ code: 'artifact.missing', status: 404 });
  expect(api.logged()).not.toContain(new URL(gone).searchParams.get('signature'));
});

test('all artifacts are listed with whose they are, their checksum and what removes them, page by page', async () => {
  const { record } = createRunProjection(api.database);
  const ended = { status: 'cancelled', endedAt: '2026-11-22T04:00:00.000Z' } as const;
  await record(makeMigration({ id: 'open', vm: { ref: 'vm-a', name: 'Kept-open' } }));
  await record(makeMigration({ id: 'ended', vm: { ref: 'vm-b', name: 'kept-ended' }, ...ended }));
  const keys = ['migrations/open/d.qcow2', 'migrations/ended/d.qcow2', 'certificates/ended.json'];
  for (const one of keys) await api.artifacts.put(one, Buffer.from(one), 'application/octet-stream');
  const viewer = await api.client('viewer');
  const list = (query: object) => viewer.listAllArtifacts({ query: { search: 'KEPT', ...query } });
  const first = await list({ limit: 2 });
  expect(first.total).toEqual({ count: 3, bytes: keys.join('').length });
  const second = await list({ limit: 2, cursor: first.nextCursor ?? '' });
  expect([second.total, second.nextCursor]).toEqual([null, null]);
  const found = new Map([...first.items, ...second.items].map((item) => [item.key, item]));
  expect([...found.keys()].sort()).toEqual(keys.toSorted());
  const [opened, over, proof] = keys.map((one) => found.get(one));
  expect(opened).toMatchObject({
    ...{ kind: 'image', state: 'complete', needed: true, removedBy: 'migration', removedAfter: null },
    ...{ migration: { id: 'open', vm: 'Kept-open', status: 'running' }, sha256: hash('sha256', keys[0] ?? '') },
  });
  expect(over).toMatchObject({ needed: false, removedBy: 'housekeeping', removedAfter: expect.any(String) });
  expect(proof).toMatchObject({ kind: 'certificate', needed: true, removedBy: 'nobody' });
  expect((await list({ needed: 'false' })).items.map((item) => item.key)).toEqual([keys[1]]);
  expect((await list({ kind: 'certificate' })).total).toEqual({ count: 1, bytes: keys[2]?.length });
  const { record: tell } = createArtifactHashes(api.database, (error) => {
    throw error;
  });
  await tell(key, 'ab');
  expect((await viewer.listAllArtifacts({ query: { limit: 500 } })).items).toContainEqual(
    expect.objectContaining({ key, sha256: 'ab' }),
  );
});

test('an unfinished upload is found in the store, also of a migration that nobody knows', async () => {
  const { signal } = new AbortController();
  for (const id of ['exported', 'unheard-of']) {
    const upload = await api.artifacts.begin(`migrations/${id}/half.qcow2`, 'application/octet-stream');
    await upload.part(1, Buffer.from('half'), signal);
  }
  const { items, total } = await client.listAllArtifacts({ query: { state: 'unfinished' } });
  expect(total).toEqual({ count: 2, bytes: 8 });
  const told = items.map(({ migration, state, needed, sha256 }) => [migration?.id, state, needed, sha256]);
  expect(told).toContainEqual(['exported', 'unfinished', true, null]);
  expect(told).toContainEqual([undefined, 'unfinished', false, null]);
});
