import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { Client } from '../../client/client.ts';
import { childEnvironment } from '../../config/environment.ts';
import { pythonPackages } from '../support/pythonPackages.ts';
import { type ApiUnderTest, addConnections, startApi } from './apiUnderTest.ts';

/**
 * They change the budgets that all others live by, or end the session: these are asked after all others, with a token
 * that no logout ends.
 */
const last = ['updateSettings', 'resetSetting', 'logout', 'logoutEverywhere'];
/** Waits on purpose for a worker that never answers. */
const left = ['getVm'];
const checks = [
  'not_a_server_error',
  'status_code_conformance',
  'content_type_conformance',
  'response_schema_conformance',
  'unsupported_method',
];

const folder = mkdtempSync(join(tmpdir(), 'dr-'));
let api: ApiUnderTest;
let client: Client;
let packages: string;

beforeAll(async () => {
  [api, packages] = await Promise.all([startApi(), pythonPackages('schemathesis-4.32.5', ['schemathesis==4.32.5'])]);
  await api.startWorker();
  client = await api.client();
  // Failed logins are throttled late, but are: each that is not costs a hash of its password.
  const body = { readsPerMinute: null, commandsPerMinute: null, loginFailuresPerMinute: 60 };
  await client.updateSettings({ body });
  await addConnections(client);
});

afterAll(() => rmSync(folder, { recursive: true }));

/** Some thousand requests, beside whatever else the machine has to do. */
vi.setConfig({ testTimeout: 1_200_000 });

/** What schemathesis says of the operations in `scope`; strangerHooks.py leaves out what repeats another case. */
async function ask(token: string, scope: string[]): Promise<string> {
  const config = ['-m', 'schemathesis.cli', '--config-file', join(import.meta.dirname, 'schemathesis.toml')];
  const run = [...config, 'run', `${api.url}/api/openapi.json`, '--url', `${api.url}/api/v1`];
  const bounds = ['--phases', 'coverage,fuzzing', '--no-color'];
  const login = ['-H', `Authorization: Bearer ${token}`];
  const report = await promisify(execFile)(
    'python3',
    [...run, ...scope, ...bounds, '--checks', checks.join(','), ...login],
    {
      cwd: folder,
      env: childEnvironment({ PYTHONPATH: `${packages}:${import.meta.dirname}`, SCHEMATHESIS_HOOKS: 'strangerHooks' }),
      maxBuffer: 1 << 26,
    },
  ).catch((error: { stdout: string; stderr: string }) => error);
  return report.stdout + report.stderr;
}

const flag = (name: string, operations: string[]) => operations.flatMap((operation) => [name, operation]);
/** Each operation was reached, each case passed, and none ended in an error, e.g. for want of an answer. */
const passed = /Selected: (\d+)\/\d+\n\s+Tested: \1\n[\s\S]*\s(\d+) generated, \2 passed\n/;

test('whatever a stranger sends, answers are what the document says, and never a defect', async () => {
  expect(await ask(await api.token(), flag('--exclude-operation-id', [...left, ...last]))).toMatch(passed);
  const expiresAt = new Date(Date.now() + 3_600_000).toISOString();
  const { token } = await client.createToken({ body: { name: 'last', scopes: ['settings:write'], expiresAt } });
  expect(await ask(token, flag('--include-operation-id', last))).toMatch(passed);
});
