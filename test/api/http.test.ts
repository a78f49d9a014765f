import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { get } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { problemSchema } from '../../contract/problem.ts';
import { type ApiUnderTest, startApi } from './apiUnderTest.ts';

let api: ApiUnderTest;
let headers: Record<string, string>;
const folder = mkdtempSync(join(tmpdir(), 'dr-'));
/** Below a hidden folder, as `npm start` builds it. */
const webDir = join(folder, '.cache', 'console');

beforeAll(async () => {
  mkdirSync(join(webDir, 'assets'), { recursive: true });
  writeFileSync(join(folder, 'secret'), 'nobody reads this');
  writeFileSync(join(webDir, 'index.html'), '<title>console</title>');
  writeFileSync(join(webDir, 'assets', 'app-1a2b.js'), 'run()');
  api = await startApi({ webDir });
  headers = { authorization: `Bearer ${await api.token()}`, 'content-type': 'application/json' };
});

afterAll(() => rmSync(folder, { recursive: true }));

const ask = (path: string, init: RequestInit = {}) =>
  fetch(`${api.url}${path}`, { ...init, headers: { ...headers, ...(init.headers as Record<string, string>) } });

test('every error is problem+json with a code, and the correlation id is in header, body and log', async () => {
  const cases: [string, RequestInit, number, string][] = [
    ['/api/v1/nowhere', {}, 404, 'request.not-found'],
    ['/api/nowhere', {}, 404, 'request.not-found'],
    ['/assets/nowhere.js', {}, 404, 'request.not-found'],
    ['/api/v1/connections', { method: 'DELETE' }, 405, 'request.method'],
    ['/api/v1/connections', { method: 'POST', body: '{"name":' }, 400, 'request.invalid'],
    ['/api/v1/connections', { method: 'POST', body: '[]' }, 400, 'request.invalid'],
    ['/api/v1/connections', { method: 'POST', body: JSON.stringify('x'.repeat(1 << 21)) }, 413, 'request.too-large'],
    ['/api/v1/migrations?limit=many', {}, 400, 'request.invalid'],
    ['/api/v1/migrations?status=asleep', {}, 400, 'request.invalid'],
    ['/api/v1/migrations/x/commands/explode', { method: 'POST' }, 400, 'request.invalid'],
    ['/api/v1/migrations/%ff', {}, 400, 'request.invalid'],
    ['/api/v1/migrations', { headers: { authorization: 'Bearer nonsense' } }, 401, 'auth.required'],
    ['/api/v1/artifacts/a/b', {}, 403, 'artifact.link-invalid'],
  ];
  for (const [path, init, status, code] of cases) {
    const answer = await ask(path, init);
    expect([path, answer.status, answer.headers.get('content-type')]).toEqual([
      path,
      status,
      expect.stringContaining('application/problem+json'),
    ]);
    const problem = problemSchema.parse(await answer.json());
    expect(problem).toMatchObject({ status, code });
    expect(answer.headers.get('x-correlation-id')).toBe(problem.correlationId);
    expect(api.logged()).toContain(problem.correlationId);
  }
});

test("a client's correlation id is kept when it is one", async () => {
  const own = await ask('/api/v1/health', { headers: { 'x-correlation-id': 'change-4711' } });
  expect(own.headers.get('x-correlation-id')).toBe('change-4711');
  const odd = await ask('/api/v1/health', { headers: { 'x-correlation-id': 'a b' } });
  expect(odd.headers.get('x-correlation-id')).not.toBe('a b');
});

test('an error of ours tells nothing of its inside', async () => {
  const { prisma } = api.database;
  await prisma.$executeRaw`alter table connection rename to connection_away`;
  const answer = await ask('/api/v1/connections');
  await prisma.$executeRaw`alter table connection_away rename to connection`;
  expect(answer.status).toBe(500);
  const text = await answer.text();
  expect(text).toContain('"code":"internal"');
  expect(text).not.toMatch(/prisma|connection_away|does not exist|\.ts:/i);
  expect(api.logged()).toMatch(/does not exist/);
});

test('the reference is served, and the committed document is what the routes say', async () => {
  const page = await fetch(`${api.url}/api/docs`);
  expect(await page.text()).toContain('swagger-ui-bundle.js');
  expect((await fetch(`${api.url}/api/docs/assets/swagger-ui-bundle.js`)).status).toBe(200);
  const served = await (await fetch(`${api.url}/api/openapi.json`)).json();
  const committed = JSON.parse(readFileSync(new URL('../../contract/openapi.json', import.meta.url), 'utf8'));
  expect(served).toEqual({ ...committed, info: { ...committed.info, version: '0.0.0' } });
  const operations = Object.values(committed.paths as Record<string, Record<string, { responses: object }>>);
  expect(operations.flatMap((methods) => Object.values(methods)).length).toBeGreaterThan(20);
});

test('security headers are set and the framework is not named', async () => {
  const { headers: sent } = await fetch(`${api.url}/api/docs`);
  expect(sent.get('content-security-policy')).toContain("script-src 'self'");
  expect(sent.get('x-content-type-options')).toBe('nosniff');
  expect(sent.get('x-powered-by')).toBeNull();
});

test.each([
  '/..%2f..%2fsecret',
  '/assets/..%2f..%2f..%2fsecret',
  '/%2e%2e/%2e%2e/secret',
  '/assets/%00',
  '/.git/config',
  '/..%5c..%5csecret',
])('nothing beside the console is served by %s', async (path) => {
  // As it is: fetch would tidy the path up.
  const { hostname: host, port } = new URL(api.url);
  const answer = await new Promise<string>((resolve, reject) => {
    get({ host, port, path, headers: { accept: 'text/html' } }, (response) => resolve(text(response))).on(
      'error',
      reject,
    );
  });
  expect(answer).not.toContain('nobody reads this');
});

test('every path outside the API is the console, whose assets are kept', async () => {
  for (const path of ['/', '/migrations/some-id', '/connections']) {
    const answer = await fetch(`${api.url}${path}`, { headers: { accept: 'text/html' } });
    expect(await answer.text()).toBe('<title>console</title>');
    expect(answer.headers.get('cache-control')).toBe('no-cache');
  }
  const asset = await fetch(`${api.url}/assets/app-1a2b.js`);
  expect(asset.headers.get('cache-control')).toContain('immutable');
});
