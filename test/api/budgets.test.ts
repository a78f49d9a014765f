import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openRedis, type Redis } from '../../api/budgets/redis.ts';
import { type Client, createClient } from '../../client/client.ts';
import { freePort } from '../../start/supervisor/freePort.ts';
import { type ApiUnderTest, startApi } from './apiUnderTest.ts';

/** Each of its own: a test that stops the server must not stop another's. */
let port: number;
let server: ChildProcess | undefined;
const lines: string[] = [];
let redis: Redis;
let api: ApiUnderTest;
/** Another process, with another database. */
let other: ApiUnderTest;
let admin: Client;
let token: string;

async function startRedis(): Promise<void> {
  const settings = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'];
  server = spawn('redis-server', settings, { stdio: 'ignore' });
  await once(server, 'spawn');
}

async function stopRedis(): Promise<void> {
  if (server === undefined) return;
  const gone = once(server, 'exit');
  server.kill();
  await gone;
  server = undefined;
}

const keys = async () => ((await redis.command(['KEYS', 'drover:budget:*'])) as string[]).toSorted();
const ask = (bearer: string, path = 'auth/me', init: RequestInit = {}) =>
  fetch(`${api.url}/api/v1/${path}`, {
    ...init,
    headers: { authorization: `Bearer ${bearer}`, 'content-type': 'application/json' },
  });

beforeAll(async () => {
  port = await freePort();
  await startRedis();
  redis = openRedis(`redis://127.0.0.1:${port}`, pino({}, { write: (line: string) => void lines.push(line) }));
  api = await startApi({ redis });
  other = await startApi({ redis });
  token = await api.token();
  admin = createClient({ baseUrl: api.url, token });
});
afterAll(async () => {
  redis?.close();
  await stopRedis();
});

test('a login has a budget of reads and another of commands; who has used one up is told how long to wait', async () => {
  await expect.poll(() => redis.command(['PING']).catch(() => null)).toBe('PONG');
  const first = await ask(token);
  expect(first.headers.get('ratelimit-policy')).toMatch(/^"reads"; q=3000; w=60/);
  expect(first.headers.get('ratelimit')).toMatch(/^"reads"; r=\d+; t=\d+/);
  const operator = await api.token('operator');
  await admin.updateSettings({ body: { commandsPerMinute: 10 } });
  const command = () => ask(operator, 'connections', { method: 'POST', body: '{}' });
  await expect.poll(async () => (await command()).status).toBe(429);
  const refused = await command();
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
  expect(refused.headers.get('ratelimit')).toMatch(/^"commands"; r=0; t=\d+/);
  expect(await refused.json()).toMatchObject({
    status: 429,
    code: 'request.throttled',
    detail: expect.stringContaining('more than 10 commands'),
  });
  expect((await ask(operator)).status).toBe(200);
  expect((await admin.me()).name).toBe('admin');
});

test('without a login the address counts, also when the token is wrong; probes do not', async () => {
  await admin.updateSettings({ body: { readsPerMinute: 60 } });
  await expect.poll(async () => (await ask('wrong')).status).toBe(429);
  for (let probe = 0; probe < 70; probe += 1) expect((await ask('wrong', 'health')).status).toBe(200);
  await admin.updateSettings({ body: { readsPerMinute: null, commandsPerMinute: null } });
  await expect.poll(async () => (await ask('wrong')).status).toBe(401);
  await admin.resetSetting({ params: { key: 'readsPerMinute' } });
  await expect.poll(async () => (await ask(token)).headers.has('ratelimit')).toBe(true);
  expect(await keys()).toContainEqual(expect.stringMatching(/^drover:budget:reads:address\/127\.0\.0\.1$/));
});

test('processes count together', async () => {
  const counted = async () => Number(await redis.command(['GET', 'drover:budget:reads:address/127.0.0.1']));
  await ask('wrong');
  const before = await counted();
  expect(before).toBeGreaterThan(0);
  await fetch(`${other.url}/api/v1/auth/me`);
  expect(await counted()).toBe(before + 1);
});

test('a Redis that is away stops nothing: each process counts on, the log says so once, and counts are shared again', async () => {
  await stopRedis();
  for (let request = 0; request < 5; request += 1) {
    const answer = await ask(token);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('ratelimit')).toMatch(/^"reads"; r=\d+/);
  }
  const told = () => lines.filter((line) => line.includes('Redis is away')).length;
  await expect.poll(told).toBe(1);
  await startRedis();
  await expect.poll(() => lines.some((line) => line.includes('Redis is back')), { timeout: 20_000 }).toBe(true);
  await expect
    .poll(async () => {
      await ask(token);
      return keys();
    })
    .toContainEqual(expect.stringContaining('drover:budget:reads:user/'));
  expect(told()).toBe(1);
});
