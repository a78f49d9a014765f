import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createClient } from '../../client/client.ts';
import { childEnvironment } from '../../config/environment.ts';
import { checkout } from '../../start/setup/checkout.ts';
import { useEmptyPostgres } from '../support/postgres.ts';
import { useTemporal } from '../support/temporal.ts';

const folder = mkdtempSync(join(tmpdir(), 'dr-'));
const passwordFile = join(folder, 'password');
const children: ChildProcess[] = [];
let environment: Record<string, string>;

beforeAll(async () => {
  const [{ connectionString }, { address, namespace }] = await Promise.all([useEmptyPostgres(), useTemporal()]);
  environment = childEnvironment({
    DROVER_DATABASE_URL: connectionString,
    DROVER_KEY_FILE: join(folder, 'key'),
    DROVER_ARTIFACTS: `local:${join(folder, 'artifacts')}`,
    DROVER_ADMIN_PASSWORD_FILE: passwordFile,
    DROVER_API_PORT: '0',
    TEMPORAL_ADDRESS: address,
    TEMPORAL_NAMESPACE: namespace,
  });
});

afterAll(() => {
  for (const child of children) child.kill('SIGKILL');
  rmSync(folder, { recursive: true });
});

function run(env: Record<string, string>): ChildProcess {
  const child = spawn(process.execPath, ['api/main.ts'], { cwd: checkout, env, stdio: ['ignore', 'pipe', 'pipe'] });
  children.push(child);
  return child;
}

async function start(): Promise<{ child: ChildProcess; url: string }> {
  const child = run(environment);
  if (child.stdout === null) throw new Error('no standard output');
  child.stderr?.resume();
  const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
  return { child, url: JSON.parse(line).url };
}

async function stop(child: ChildProcess): Promise<number> {
  child.kill('SIGTERM');
  const [code] = (await once(child, 'exit')) as [number];
  return code;
}

const login = (url: string) =>
  createClient({ baseUrl: url }).login({
    body: { username: 'admin', password: readFileSync(passwordFile, 'utf8').trim() },
  });

test('starts on an empty database, makes the first login, and keeps both over a restart', async () => {
  const first = await start();
  expect(statSync(passwordFile).mode & 0o777).toBe(0o600);
  const { token } = await login(first.url);
  expect(await createClient({ baseUrl: first.url }).readiness()).toMatchObject({ ready: true });
  expect(await stop(first.child)).toBe(0);

  const second = await start();
  expect(await createClient({ baseUrl: second.url, token }).me()).toMatchObject({ name: 'admin' });
  await login(second.url);
  expect(await stop(second.child)).toBe(0);
});

test('without a password file the first start prints a set-up token that makes the first administrator', async () => {
  const { connectionString } = await useEmptyPostgres();
  const { DROVER_ADMIN_PASSWORD_FILE: _, ...bare } = environment;
  const child = run({ ...bare, DROVER_DATABASE_URL: connectionString });
  if (child.stdout === null || child.stderr === null) throw new Error('no output');
  const [said, [line]] = (await Promise.all([
    once(child.stderr, 'data'),
    once(createInterface(child.stdout), 'line'),
  ])) as [[Buffer], [string]];
  child.stderr.resume();
  const { url } = JSON.parse(line) as { url: string };
  const token = /drover_setup_[\w-]{43}/.exec(String(said[0]))?.[0] ?? '';
  const body = { token, username: 'somebody', password: 'chosen by the first person' };
  expect(await createClient({ baseUrl: url }).setUp({ body })).toMatchObject({ role: 'admin' });
  expect(await stop(child)).toBe(0);
});

test('a setting that is wrong is told in one sentence', async () => {
  const child = run({ ...environment, DROVER_DATABASE_URL: 'mysql://somewhere' });
  if (child.stderr === null) throw new Error('no standard error');
  const [said, [code]] = await Promise.all([text(child.stderr), once(child, 'exit')]);
  expect(said).toMatch(/^The API stopped: DROVER_DATABASE_URL must read postgresql:\/\/.*\n$/);
  expect(code).toBe(1);
});
