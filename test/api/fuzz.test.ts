import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { childEnvironment } from '../../config/environment.ts';
import { pythonPackages } from '../support/pythonPackages.ts';
import { type ApiUnderTest, addConnections, startApi } from './apiUnderTest.ts';

/**
 * Ends the session, is throttled, waits on purpose for a worker that never answers, or changes the budgets that all
 * others live by.
 */
const left = [
  ...['login', 'loginConsole', 'createTokenPair', 'refreshTokenPair', 'setUp', 'changePassword'],
  ...['loginDirectory', 'loginDirectoryConsole', 'finishProviderLogin'],
  ...['logout', 'logoutEverywhere', 'getVm', 'updateSettings', 'resetSetting'],
];
const checks = [
  'not_a_server_error',
  'status_code_conformance',
  'content_type_conformance',
  'response_schema_conformance',
  'unsupported_method',
];

const folder = mkdtempSync(join(tmpdir(), 'dr-'));
let api: ApiUnderTest;
let packages: string;

beforeAll(async () => {
  [api, packages] = await Promise.all([startApi(), pythonPackages('schemathesis-4.32.5', ['schemathesis==4.32.5'])]);
  await api.startWorker();
  const client = await api.client();
  await client.updateSettings({ body: { readsPerMinute: null, commandsPerMinute: null } });
  await addConnections(client);
});

afterAll(() => rmSync(folder, { recursive: true }));

/** Some thousand requests, beside whatever else the machine has to do. */
vi.setConfig({ testTimeout: 1_200_000 });

test('whatever a stranger sends, answers are what the document says, and never a defect', async () => {
  const run = ['-m', 'schemathesis.cli', 'run', `${api.url}/api/openapi.json`, '--url', `${api.url}/api/v1`];
  const scope = left.flatMap((operation) => ['--exclude-operation-id', operation]);
  const bounds = ['--phases', 'coverage,fuzzing', '--max-examples', '5', '--seed', '1', '--no-color'];
  const login = ['-H', `Authorization: Bearer ${await api.token()}`];
  const env = childEnvironment({ PYTHONPATH: packages });
  const report = await promisify(execFile)(
    'python3',
    [...run, ...scope, ...bounds, '--checks', checks.join(','), ...login],
    { cwd: folder, env, maxBuffer: 1 << 26 },
  ).catch((error: { stdout: string; stderr: string }) => error);
  expect(report.stdout + report.stderr).toMatch(/(\d+) generated, \1 passed/);
});
