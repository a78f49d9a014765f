import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { request } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createSelfSigned } from '../../lab/tls/selfSigned.ts';
import { type ApiUnderTest, startApi } from '../api/apiUnderTest.ts';
import { runDrover } from './runDrover.ts';

const folder = mkdtempSync(join(tmpdir(), 'dr-'));
const contextsFile = join(folder, 'contexts.json');
let api: ApiUnderTest;
let front: Server;
let frontUrl: string;
let fingerprint: string;

const run = (args: string[], options: { environment?: Record<string, string>; input?: string } = {}) =>
  runDrover(args, {
    environment: {
      ...{ DROVER_CONTEXTS_FILE: contextsFile, DROVER_SESSION_FILE: join(folder, 'session.json') },
      ...options.environment,
    },
    input: options.input,
  });
const login = ['login', '--user', 'admin', '--password-stdin'];

beforeAll(async () => {
  api = await startApi();
  await api.token();
  const altNames = { dns: ['localhost'], ip: ['127.0.0.1'] };
  const made = createSelfSigned({ commonName: 'drover.lab', altNames, days: 2 });
  fingerprint = made.fingerprint256;
  // As a proxy in front of the API would have it, with a certificate that nobody vouches for.
  front = createServer({ cert: made.certPem, key: made.keyPem }, (incoming, outgoing) => {
    const { method, headers, url = '' } = incoming;
    const onward = request(api.url + url, { method, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    incoming.pipe(onward);
  });
  await new Promise<void>((resolve) => front.listen(0, '127.0.0.1', resolve));
  frontUrl = `https://127.0.0.1:${(front.address() as AddressInfo).port}`;
});
afterAll(() => {
  front.close();
  rmSync(folder, { recursive: true });
});

test('an API is named, its certificate confirmed, logged in to, chosen, and forgotten', async () => {
  const unknown = await run(['context', 'add', 'prod', frontUrl]);
  expect(unknown).toMatchObject({ code: 3, stderr: expect.stringContaining(`--fingerprint ${fingerprint}`) });
  expect(await run(['context', 'add', 'prod', frontUrl, '--fingerprint', fingerprint])).toMatchObject({ code: 0 });
  expect(statSync(contextsFile).mode & 0o777).toBe(0o600);
  expect(await run([...login], { input: 'test\n' })).toMatchObject({ code: 0 });
  expect(await run(['whoami'])).toMatchObject({ code: 0, stdout: expect.stringContaining(frontUrl) });
  const { token } = JSON.parse(readFileSync(contextsFile, 'utf8')).contexts.prod.session as { token: string };

  expect(await run(['context', 'add', 'lab', `${api.url}/`])).toMatchObject({ code: 0 });
  expect(await run(['--context', 'lab', 'whoami'])).toMatchObject({ code: 5 });
  expect(await run(['--context', 'lab', ...login], { input: 'test\n' })).toMatchObject({ code: 0 });
  const byName = await run(['whoami'], { environment: { DROVER_CONTEXT: 'lab' } });
  expect(byName.stdout).toContain(`at ${api.url}`);
  // What is said on the line goes before the environment.
  const said = await run(['--context', 'prod', 'whoami'], {
    environment: { DROVER_CONTEXT: 'lab', DROVER_URL: 'http://x' },
  });
  expect(said.stdout).toContain(`at ${frontUrl}`);

  const listed = await run(['context']);
  expect(listed.stdout).toMatch(new RegExp(`\\* +prod +${frontUrl} +admin +${fingerprint}`));
  expect(listed.stdout).toMatch(/\n +lab/);
  expect(listed.stdout + (await run(['--json', 'context'])).stdout).not.toContain(token);
  expect(await run(['context', 'use', 'lab'])).toMatchObject({ code: 0 });
  expect((await run(['whoami'])).stdout).toContain(`at ${api.url}`);
  expect(await run(['logout'])).toMatchObject({ code: 0 });
  expect(await run(['whoami'])).toMatchObject({ code: 5 });
  expect(await run(['--context', 'prod', 'whoami'])).toMatchObject({ code: 0 });
  expect(await run(['context', 'remove', 'lab'])).toMatchObject({ code: 0 });
  expect((await run(['context'])).stdout).not.toContain('lab');
});

test('another certificate than the one that was confirmed gets no token', async () => {
  const other = fingerprint.replace(/^../, fingerprint.startsWith('00') ? '01' : '00');
  await run(['context', 'add', 'swapped', frontUrl, '--fingerprint', other]);
  const refused = await run(['--context', 'swapped', ...login], { input: 'test\n' });
  expect(refused).toMatchObject({ code: 3, stderr: expect.stringContaining(`shows ${fingerprint}`) });
});

test.each([
  [['context', 'use', 'nowhere'], 3, 'There is no context nowhere'],
  [['--context', 'nowhere', 'plans'], 3, 'There is no context nowhere'],
  [['context', 'add', 'bad name', 'http://127.0.0.1:1'], 2, 'A context has a name'],
  [['context', 'add', 'bad', 'drover.example.org'], 2, 'https://drover.example.org'],
  [['context', 'add', 'bad', 'https://127.0.0.1:1'], 4, 'No answer'],
  [['context', 'add', 'bad', 'https://127.0.0.1:1', '--fingerprint', 'AB:CD'], 2, '64 hexadecimal digits'],
  [['--context', 'prod', '--url', 'http://127.0.0.1:1', 'plans'], 2, 'take one'],
])('%j ends with %i', async (args, code, text) => {
  expect(await run(args)).toMatchObject({ code, stderr: expect.stringContaining(text) });
});
