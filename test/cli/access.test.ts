import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ApiUnderTest, startApi } from '../api/apiUnderTest.ts';
import { runDrover } from './runDrover.ts';

const folder = mkdtempSync(join(tmpdir(), 'dr-'));
let api: ApiUnderTest;

beforeAll(async () => {
  api = await startApi();
  // Makes the user.
  await api.token();
});

afterAll(() => rmSync(folder, { recursive: true }));

const as = (who: string) => (args: string[], input?: string) =>
  runDrover(['--url', api.url, ...args], {
    environment: { DROVER_SESSION_FILE: join(folder, who), DROVER_CONTEXTS_FILE: join(folder, `${who}-contexts`) },
    input,
  });

test('an administrator makes a service account and its token, with which a program logs in until it is revoked', async () => {
  const admin = as('admin');
  expect(await admin(['login', '--user', 'admin', '--password-stdin'], 'test\n')).toMatchObject({ code: 0 });
  expect(
    (await admin(['users', 'add', 'm.chen', '--role', 'operator', '--password-stdin'], 'short\n')).stderr,
  ).toContain('at least 12 characters');
  expect((await admin(['users', 'add', 'nightly', '--service'])).code).toBe(0);
  expect((await admin(['users', 'disable', 'admin'])).stderr).toContain('last active administrator');
  expect((await admin(['tokens', 'add', 'x', '--for', 'nightly', '--scope', 'everything'])).code).toBe(2);
  const made = await admin([
    'tokens',
    'add',
    'report',
    '--for',
    'nightly',
    '--scope',
    'migrations:read',
    'inventory:read',
  ]);
  const token = made.stdout.trim();
  expect(token).toMatch(/^drover_pat_/);
  const program = as('nightly');
  expect((await program(['login', '--token', '--password-stdin'], `${token}\n`)).stdout).toContain(
    'as nightly (viewer)',
  );
  expect((await program(['connections'])).stderr).toContain('connections:read');
  // Forgotten here, not ended there.
  expect((await program(['logout'])).code).toBe(0);
  expect((await admin(['tokens', 'list', '--for', 'nightly'])).stdout).toContain('report');
  expect((await admin(['tokens', 'revoke', 'report', '--for', 'nightly'])).code).toBe(0);
  expect((await program(['login', '--token', '--password-stdin'], `${token}\n`)).stderr).toContain('session has ended');
  const sessions = await admin(['--json', 'sessions']);
  expect(JSON.parse(sessions.stdout)).toMatchObject([{ kind: 'bearer', current: true }, { current: false }]);
});

test('the own password is changed with two secrets, and a logout may end every session', async () => {
  const admin = as('admin');
  const change = (input: string) => admin(['password', '--password-stdin'], input);
  expect(await change('test\n')).toMatchObject({ code: 2, stderr: expect.stringContaining('1 of 2 secrets') });
  expect((await change('wrong\na long one of my own\n')).stderr).toContain('auth.invalid');
  expect(await change('test\na long one of my own\n')).toMatchObject({ code: 0 });
  expect(await admin(['logout', '--everywhere'])).toMatchObject({ code: 0 });
  expect((await admin(['whoami'])).code).toBe(5);
  const again = await admin(['login', '--user', 'admin', '--password-stdin'], 'a long one of my own\n');
  expect(again).toMatchObject({ code: 0 });
});
