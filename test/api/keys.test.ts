import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { defaultPayloadConverter, type Payload } from '@temporalio/common';
import { beforeAll, expect, test } from 'vitest';
import { createDecodingTrail } from '../../api/keys/decodingTrail.ts';
import { type Client, createClient } from '../../client/client.ts';
import { ensureKeys } from '../../storage/keyFile.ts';
import { type ApiUnderTest, addConnections, startApi } from './apiUnderTest.ts';

let api: ApiUnderTest;
let admin: Client;
let adminToken: string;
let viewerToken: string;

beforeAll(async () => {
  api = await startApi();
  adminToken = await api.token();
  viewerToken = await api.token('viewer');
  admin = createClient({ baseUrl: api.url, token: adminToken });
});

const codec = (verb: string, init: RequestInit) => fetch(`${api.url}/api/v1/temporal/codec/${verb}`, init);
const web = 'http://127.0.0.1:8233';

test('a rotation goes over to the first key of the file while both are open, and finds nothing left to do after', async () => {
  const { source } = await addConnections(admin, ' of keys');
  await api.dependencies.payloadCodec.encode([defaultPayloadConverter.toPayload('old')]);
  const before = await admin.getKeys();
  expect(before.keys).toEqual([{ keyId: before.currentKey, secrets: 3 }]);
  const { prisma } = api.database;
  const sealed = async (id: string) => (await prisma.connection.findUniqueOrThrow({ where: { id } })).sealedSecret;
  const revision = (await admin.getConnection({ params: { id: source } })).revision;
  const old = await api.dependencies.payloadCodec.encode([defaultPayloadConverter.toPayload('old')]);

  const kept = ensureKeys(api.keyFile).map((key) => key.toString('base64'));
  writeFileSync(api.keyFile, [randomBytes(32).toString('base64'), ...kept].join('\n'));

  const rotation = await admin.rotateKeys({ body: { newPayloadKey: true } });
  expect(rotation.status.currentKey).not.toBe(before.currentKey);
  expect(rotation).toMatchObject({ resealed: 3, failed: [] });
  expect(await api.dependencies.secrets.open(await sealed(source), `connection/${source}`)).toBe('planted-secret');
  expect((await admin.getConnection({ params: { id: source } })).revision).toBe(revision);
  expect(rotation.status.payloadKeys.map(({ version }) => version)).toEqual([1, 2]);
  const young = await api.dependencies.payloadCodec.encode([defaultPayloadConverter.toPayload('young')]);
  const read = await api.dependencies.payloadCodec.decode([...old, ...young]);
  expect(read.map((payload) => defaultPayloadConverter.fromPayload(payload))).toEqual(['old', 'young']);

  expect((await admin.rotateKeys({ body: {} })).resealed).toBe(0);
  // The former key can go.
  writeFileSync(api.keyFile, `${ensureKeys(api.keyFile)[0].toString('base64')}\n`);
  expect(await api.dependencies.secrets.open(await sealed(source), `connection/${source}`)).toBe('planted-secret');
  const events = await prisma.auditEvent.findMany({ where: { action: 'keys.rotate' } });
  expect(events.map(({ actor, detail }) => [actor, (detail as { resealed: number }).resealed])).toEqual([
    ['admin', rotation.resealed],
    ['admin', 0],
  ]);
});

test('a secret whose key is gone is told, and keeps nobody from going over', async () => {
  const { prisma } = api.database;
  const first = await prisma.connection.findFirstOrThrow();
  const lost = 'aes256gcm.00000000.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA';
  await prisma.connection.update({ where: { id: first.id }, data: { sealedSecret: lost } });
  expect(await admin.rotateKeys({ body: {} })).toMatchObject({
    resealed: 0,
    failed: [{ secret: `connection/${first.id}`, code: 'secrets.key-missing' }],
  });
});

test('the codec shows payloads to those allowed, and to pages of Temporal Web alone', async () => {
  const payload = defaultPayloadConverter.toPayload({ vm: 'app01' });
  const [encrypted] = await api.dependencies.payloadCodec.encode([payload]);
  const json = (one: Payload | undefined) => ({
    metadata: Object.fromEntries(
      Object.entries(one?.metadata ?? {}).map(([name, bytes]) => [name, Buffer.from(bytes).toString('base64')]),
    ),
    data: Buffer.from(one?.data ?? []).toString('base64'),
  });
  const body = JSON.stringify({ payloads: [json(encrypted), json(payload)] });
  const headers = { 'content-type': 'application/json', origin: web, 'x-namespace': 'drover' };
  const allowed = { ...headers, authorization: `Bearer ${adminToken}` };

  const decoded = await codec('decode', { method: 'POST', headers: allowed, body });
  expect(await decoded.json()).toEqual({ payloads: [json(payload), json(payload)] });
  expect(decoded.headers.get('access-control-allow-origin')).toBe(web);
  expect(decoded.headers.get('access-control-allow-credentials')).toBe('true');
  const encoded = await codec('encode', {
    method: 'POST',
    headers: allowed,
    body: JSON.stringify({ payloads: [json(payload)] }),
  });
  const again = await codec('decode', { method: 'POST', headers: allowed, body: await encoded.text() });
  expect(await again.json()).toEqual({ payloads: [json(payload)] });

  expect((await codec('decode', { method: 'POST', headers, body })).status).toBe(401);
  // Temporal Web has no way to send the token of the console's session: that nothing is changed makes do without it.
  const login = await fetch(`${api.url}/api/v1/auth/console`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ username: 'admin', password: 'test' }),
  });
  const cookie = login.headers.get('set-cookie')?.split(';')[0] ?? '';
  const byCookie = await codec('decode', { method: 'POST', headers: { ...headers, cookie }, body });
  expect(await byCookie.json()).toEqual({ payloads: [json(payload), json(payload)] });
  const viewer = await codec('decode', {
    method: 'POST',
    headers: { ...headers, authorization: `Bearer ${viewerToken}` },
    body,
  });
  expect(viewer.status).toBe(403);
  expect(await viewer.text()).not.toContain('app01');
  // Each login left one event, however often it asked; what was in the payloads is in none.
  const { items } = await admin.listAuditEvents({ query: { action: 'payloads.decode' } });
  expect(items.map(({ actor, outcome, credential, detail }) => [actor, outcome, credential, detail])).toEqual([
    ['viewer', 'refused', 'session', {}],
    ['admin', 'done', 'session', { payloads: 2, requests: 1 }],
    ['admin', 'done', 'session', { payloads: 2, requests: 1 }],
  ]);
  expect(JSON.stringify(items)).not.toContain('app01');

  const asked = {
    'access-control-request-method': 'POST',
    'access-control-request-headers': 'content-type,x-namespace',
  };
  const preflight = await codec('decode', { method: 'OPTIONS', headers: { ...asked, origin: web } });
  expect(preflight.status).toBe(204);
  expect(preflight.headers.get('access-control-allow-headers')).toContain('x-namespace');
  const stranger = await codec('decode', { method: 'OPTIONS', headers: { ...asked, origin: 'http://127.0.0.1:8234' } });
  expect(stranger.headers.get('access-control-allow-origin')).toBeNull();
});

test('who reads payloads is told once a minute, with how many since', async () => {
  let now = 0;
  const tell = createDecodingTrail(api.database, () => now);
  const credential = { kind: 'session', id: 'one', expiresAt: new Date(), scopes: null } as const;
  const decoding = { actor: { name: 'reader', credential }, correlationId: 'c' };
  await tell({ ...decoding, payloads: 3 });
  await tell({ ...decoding, payloads: 4 });
  now = 59_999;
  await tell({ ...decoding, payloads: 5 });
  now = 60_000;
  await tell({ ...decoding, payloads: 1 });
  const { items } = await admin.listAuditEvents({ query: { actor: 'reader' } });
  expect(items.map(({ detail }) => detail)).toEqual([
    { payloads: 10, requests: 3 },
    { payloads: 3, requests: 1 },
  ]);
});
