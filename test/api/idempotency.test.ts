import { randomUUID } from 'node:crypto';
import { beforeAll, expect, test } from 'vitest';
import { type ApiServer, startServer } from '../../api/server.ts';
import type { Connection } from '../../contract/connection.ts';
import { deleteExpiredKeys } from '../../prisma/queries/idempotency.ts';
import { type ApiUnderTest, startApi } from './apiUnderTest.ts';

let api: ApiUnderTest;
let other: ApiServer;
let authorization: string;

beforeAll(async () => {
  api = await startApi();
  authorization = `Bearer ${await api.token()}`;
  // A second process of the same instance: it shares the database, and nothing else.
  other = await startServer(api.dependencies, { host: '127.0.0.1', port: 0 });
  return () => other.close();
});

const body = (name: string) => ({
  ...{ name, kind: 'vsphere', url: 'https://vcenter.example.org', username: 'u', password: 'planted-secret' },
});
const add = (name: string, key: string, url = api.url) =>
  fetch(`${url}/api/v1/connections`, {
    method: 'POST',
    headers: { authorization, 'content-type': 'application/json', 'idempotency-key': key },
    body: JSON.stringify(body(name)),
  });

test('requests with one key, at once and later, at any process, do one thing and answer the same', async () => {
  const key = randomUUID();
  const answers = await Promise.all([add('once', key), add('once', key, other.url), add('once', key)]);
  answers.push(await add('once', key, other.url));
  expect(answers.map(({ status }) => status)).toEqual([201, 201, 201, 201]);
  expect(answers.map(({ headers }) => headers.get('etag'))).toEqual(['"1"', '"1"', '"1"', '"1"']);
  expect(answers.filter(({ headers }) => headers.get('idempotent-replayed') === 'true')).toHaveLength(3);
  const made = (await Promise.all(answers.map((answer) => answer.json()))) as Connection[];
  expect(new Set(made.map(({ id }) => id)).size).toBe(1);
  expect(await api.database.prisma.connection.count({ where: { name: 'once' } })).toBe(1);
});

test('a key with another request is refused; another actor may use it; nothing of a password is kept', async () => {
  const key = randomUUID();
  expect((await add('mine', key)).status).toBe(201);
  const refused = await add('theirs', key);
  expect([refused.status, await refused.json()]).toEqual([
    422,
    expect.objectContaining({ code: 'idempotency.mismatch' }),
  ]);
  const operator = await api.client('operator');
  await expect(operator.removeResidue({ params: { migrationId: 'none' }, idempotencyKey: key })).rejects.toMatchObject({
    problem: { code: 'request.not-found' },
  });
  const rows = await api.database.prisma.idempotentRequest.findMany();
  expect(JSON.stringify(rows)).not.toContain('planted-secret');
});

test('a refused request leaves its key free, so that it can be mended and sent again', async () => {
  const key = randomUUID();
  await add('taken', randomUUID());
  expect((await add('taken', key)).status).toBe(409);
  expect((await add('free', key)).status).toBe(201);
});

test('a key is given up when it has expired, or when the process that held it is dead', async () => {
  const { prisma } = api.database;
  const past = new Date(Date.now() - 1000);
  const [expired, dead] = [randomUUID(), randomUUID()];
  await add('first', expired);
  await prisma.idempotentRequest.updateMany({ where: { key: expired }, data: { expiresAt: past } });
  expect((await add('second', expired)).status).toBe(201);

  await add('held', dead);
  await prisma.idempotentRequest.updateMany({ where: { key: dead }, data: { status: null, lockedUntil: past } });
  // Taken over, and done again: the name is taken by the first attempt, which the answer says.
  expect((await add('held', dead)).status).toBe(409);

  await prisma.idempotentRequest.updateMany({ data: { expiresAt: past } });
  await deleteExpiredKeys(prisma);
  expect(await prisma.idempotentRequest.count()).toBe(0);
});

test('an edit that is based on an older version is refused with the one that holds now', async () => {
  const { id } = (await (await add('edited', randomUUID())).json()) as Connection;
  const edit = (ifMatch: string | undefined, username: string) =>
    fetch(`${api.url}/api/v1/connections/${id}`, {
      method: 'PATCH',
      headers: { authorization, 'content-type': 'application/json', ...(ifMatch ? { 'if-match': ifMatch } : {}) },
      body: JSON.stringify({ username }),
    });
  const outcomes = await Promise.all([edit('"1"', 'anna'), edit('"1"', 'ben')]);
  expect(outcomes.map(({ status }) => status).sort()).toEqual([200, 412]);
  const refused = outcomes.find(({ status }) => status === 412);
  expect(refused?.headers.get('etag')).toBe('"2"');
  expect(await refused?.json()).toMatchObject({ code: 'version.changed', currentVersion: '"2"' });
  for (const tag of ['W/"2"', '"1", "3"', '*', undefined]) expect((await edit(tag, 'carl')).status).toBe(200);
  expect((await edit('2', 'dora')).status).toBe(400);
});

test('settings have a version as well, which is that of all of them together', async () => {
  const ask = (init: RequestInit = {}) =>
    fetch(`${api.url}/api/v1/settings`, {
      ...init,
      headers: { authorization, 'content-type': 'application/json', ...init.headers },
    });
  const seen = (await ask()).headers.get('etag') ?? '';
  const change = (sessionHours: number, etag: string) =>
    ask({ method: 'PATCH', headers: { 'if-match': etag }, body: JSON.stringify({ sessionHours }) });
  const changed = await change(11, seen);
  expect(changed.status).toBe(200);
  expect(changed.headers.get('etag')).not.toBe(seen);
  expect((await change(10, seen)).status).toBe(412);
});
