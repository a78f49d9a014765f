import { beforeAll, expect, test } from 'vitest';
import { requestExamples } from '../../api/docs/requestExamples.ts';
import { type ApiUnderTest, startApi } from './apiUnderTest.ts';

let api: ApiUnderTest;
let token: string;

beforeAll(async () => {
  api = await startApi();
  token = await api.token();
});

const post = (path: string, body: string, headers: Record<string, string> = {}) =>
  fetch(`${api.url}/api/v1${path}`, {
    ...{ method: 'POST', body },
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...headers },
  });
const connection = (change: object) => JSON.stringify({ ...requestExamples.createConnection, ...change });

test.each([
  ['deep lists', '/connections', '['.repeat(400_000) + ']'.repeat(400_000), 400],
  ['deep objects', '/plans', `${'{"a":'.repeat(150_000)}1${'}'.repeat(150_000)}`, 400],
  ['a body that is too large', '/connections', connection({ name: 'x'.repeat(1_100_000) }), 413],
  ['a plan that is too large', '/plans', `{"name":"${'x'.repeat(9 << 20)}"}`, 413],
  ['a huge number', '/audit/check', `{"known":{"position":1e400,"hash":"${'a'.repeat(64)}"}}`, 400],
  ['a number beyond whole ones', '/audit/check', `{"known":{"position":1e17,"hash":"${'a'.repeat(64)}"}}`, 400],
  ['a prototype', '/connections', '{"__proto__":{"name":"x"},"constructor":{"prototype":{"x":1}}}', 400],
  ['a name with a line feed', '/connections', connection({ name: 'a\nb' }), 400],
  ['a name that is turned around', '/connections', connection({ name: 'a\u202eb' }), 400],
  ['a login in an address', '/connections', connection({ url: 'https://root:planted@vcenter.example.org' }), 400],
  ['the character 0', '/connections', connection({ username: 'a\0b' }), 400],
  ['half of a surrogate pair', '/connections', connection({ username: 'a\ud800b' }), 400],
  ['the character 0 at login', '/auth/login', '{"username":"a\\u0000b","password":"p"}', 400],
  ['SQL at login', '/auth/login', '{"username":"\' or 1=1 --","password":"p"}', 401],
  ['LDAP at login', '/auth/login', '{"username":"*)(uid=*","password":"p"}', 401],
])('%s is refused and named', async (_, path, body, status) => {
  const answer = await post(path, body);
  expect(answer.status).toBe(status);
  expect(await answer.json()).toMatchObject({ code: expect.stringMatching(/^(request|auth)\./) });
});

test('what is searched for is text, whatever it would mean to the database', async () => {
  const search = async (path: string, words: string) => {
    const answer = await fetch(`${api.url}/api/v1${path}?search=${encodeURIComponent(words)}`, {
      headers: { authorization: `Bearer ${token}` },
    });
    expect(answer.status, words).toBe(200);
    return ((await answer.json()) as { items: unknown[] }).items;
  };
  for (const path of ['/migrations', '/plans', '/presets', '/schedules', '/users', '/artifacts']) {
    for (const words of ["' or 1=1 --", '%', '_', "'; drop table connection; --", '\\', '$1']) {
      expect(await search(path, words), `${path} ${words}`).toEqual([]);
    }
  }
  expect(await search('/users', 'admin')).toMatchObject([{ name: 'admin' }]);
});

test.each(['a%00b', '..%2f..%2fetc%2fpasswd', '%2e%2e', '%ff', "'%20or%201=1", '%ed%a0%80'])(
  'the id %s is one that nothing has',
  async (id) => {
    const answer = await fetch(`${api.url}/api/v1/connections/${id}`, {
      headers: { authorization: `Bearer ${token}` },
    });
    expect([400, 404]).toContain(answer.status);
  },
);

test.each(['..%2f..%2fkey', '%2e%2e/%2e%2e/key', '/etc/passwd', 'migrations/%00', 'a%5c..%5ckey'])(
  'no link of ours leads to the artifact %s',
  async (key) => {
    const answer = await fetch(`${api.url}/api/v1/artifacts/${key}?expires=9999999999&signature=x`);
    expect([400, 403, 404]).toContain(answer.status);
  },
);

test('what a stranger sends makes no line of the log and no header', async () => {
  const forged = 'x\u2028{"level":60,"msg":"forged"}';
  const id = 'forged id <script>';
  const answer = await post('/auth/login', JSON.stringify({ username: `a\n${forged}`, password: 'p' }), {
    'x-correlation-id': id,
  });
  expect(answer.headers.get('x-correlation-id')).toMatch(/^[0-9a-f-]{36}$/);
  const lines = api.logged().trimEnd().split('\n');
  for (const line of lines) expect(() => JSON.parse(line), line).not.toThrow();
  expect(lines.some((line) => JSON.parse(line).msg === 'forged')).toBe(false);
  expect(api.logged()).not.toContain(id);
});
