import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Migration } from '../../contract/migration.ts';
import { freePort } from '../../start/supervisor/freePort.ts';
import { type DataCentres, openDataCentres } from '../system/dataCentres.ts';
import { runDrover } from './runDrover.ts';
import { writeEndpoints } from './writeEndpoints.ts';

let centres: DataCentres;
const session = () => join(centres.folder, 'session.json');
const run = (args: string[], input?: string) =>
  runDrover(['--data', centres.folder, ...args], { environment: { DROVER_SESSION_FILE: session() }, input });
const json = async <T>(...args: string[]): Promise<T> => {
  const { code, stdout, stderr } = await run(['--json', ...args]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return JSON.parse(stdout) as T;
};
const networks = ['VM Network', 'dv-prod-120', 'dv-db-121', 'nsx-segment-web'];
const plan = [
  '--storage',
  'local',
  '--node',
  'pve1',
  '--no-start',
  ...networks.flatMap((name) => ['--network', `${name}=vmbr0`]),
];

beforeAll(async () => {
  const port = await freePort();
  // Links to artifacts lead there.
  const environment = { DROVER_API_PORT: String(port), DROVER_PUBLIC_URL: `http://127.0.0.1:${port}` };
  centres = await openDataCentres({ environment });
  const password = readFileSync(join(centres.folder, 'secrets', 'admin'), 'utf8').trim();
  const labs = { vsphere: centres.vsphere.info, proxmox: centres.proxmox.info };
  writeEndpoints(centres.folder, { url: centres.apiUrl, password, labs });
});
afterAll(() => centres?.close());

test('logs in beside a local instance, and keeps the session for its owner alone', async () => {
  expect((await run(['connections'])).code).toBe(5);
  expect((await run(['login', '--password-stdin'], 'wrong\n')).code).toBe(5);
  expect((await run(['login'])).stdout).toContain('admin');
  expect(statSync(session()).mode & 0o777).toBe(0o600);
  expect(await json('whoami')).toMatchObject({ name: 'admin', url: centres.apiUrl });
});

test('adds a connection only when its certificate is confirmed, and says how', async () => {
  const lab = centres.proxmox.info;
  const token = lab.credentials.find(({ tokenId }) => tokenId !== undefined);
  const add = ['connections', 'add', 'cluster', '--kind', 'proxmox', '--at', lab.url, '--user', token?.tokenId ?? ''];
  const unconfirmed = await run([...add, '--password-stdin'], `${token?.password}\n`);
  expect(unconfirmed.code).toBe(1);
  expect(unconfirmed.stdout).toContain(`drover connections trust cluster ${lab.fingerprint256}`);
  expect((await run(['connections', 'trust', 'cluster', lab.fingerprint256])).code).toBe(0);
  expect((await run(['connections', 'test', 'cluster'])).stdout).toContain('ok   privileges');
  expect((await run(['connections', 'test', 'nobody'])).code).toBe(3);
  expect((await run(['connections', 'remove', 'cluster'])).code).toBe(0);
  expect(await json<unknown[]>('connections', 'list')).toHaveLength(2);
});

test('shows what is at both ends', async () => {
  expect((await json<{ count: number }>('inventory', 'refresh', centres.sourceId)).count).toBeGreaterThan(10);
  expect((await run(['inventory', 'list', centres.sourceId, '--search', 'herd-03'])).stdout).toContain('herd-03');
  expect((await run(['inventory', 'show', centres.sourceId, 'herd-03'])).stdout).toContain('Hard disk 1');
  expect((await run(['inventory', 'target', centres.targetId])).stdout).toContain('local-thin');
});

test('refuses with findings what cannot go', async () => {
  const report = await run(['preflight', 'herd-09', '--storage', 'no-such-storage']);
  expect(report).toMatchObject({ code: 3, stdout: expect.stringContaining('blocker') });
  const refused = await run(['migrate', 'herd-09', '--storage', 'no-such-storage']);
  expect(refused).toMatchObject({ code: 3, stderr: expect.stringContaining('blocker') });
  expect((await run(['migrate', 'herd-09', '--storage', 'local', '--route', 'scenic'])).code).toBe(2);
  expect((await run(['migrate', 'nobody', '--storage', 'local'])).code).toBe(3);
});

test('moves a VM, tells how it goes and proves it', async () => {
  const { code, stdout, stderr } = await run(['--json', 'migrate', 'herd-09', ...plan, '--cold', '--watch']);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  const events = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { type: string; migration?: Migration });
  expect(events[0]?.type).toBe('created');
  expect(events.filter(({ type }) => type === 'progress').length).toBeGreaterThan(0);
  const migration = events.at(-1)?.migration;
  expect(migration).toMatchObject({ status: 'completed', strategy: 'cold' });
  const id = migration?.id ?? '';

  expect((await run(['migrations', 'list', '--status', 'completed'])).stdout).toContain(id);
  expect((await run(['migrations', 'show', id])).stdout).toContain('equal');
  expect((await run(['migrations', 'timeline', id])).stdout).toContain('completed');
  expect((await run(['pause', id])).code).toBe(3);

  const file = join(centres.folder, 'certificate.json');
  expect((await run(['certificate', 'get', id, '--out', file])).code).toBe(0);
  const copy = join(centres.folder, 'downloaded.json');
  expect((await run(['artifacts', 'list', '--search', 'herd-09'])).stdout).toContain(`certificates/${id}`);
  expect(await run(['artifacts', 'get', id, 'certificate', '--out', copy])).toMatchObject({ code: 0, stderr: '' });
  expect(JSON.parse(readFileSync(copy, 'utf8'))).toEqual(JSON.parse(readFileSync(file, 'utf8')));
  expect((await run(['artifacts', 'get', id, 'nothing', '--out', copy])).code).toBe(3);
  expect((await run(['movers', centres.targetId])).stdout).toMatch(/NODE +ONLINE/);
  expect((await run(['overview'])).stdout).toContain('completed and');
  const images = join(centres.folder, 'proxmox', 'var', 'lib', 'vz', 'images');
  const path = join(images, migration?.disks[0]?.volume?.replace(/^local:/, '') ?? '');
  const disk = ['--disk', path, '--disk-id', migration?.disks[0]?.id ?? ''];
  expect((await run(['certificate', 'verify', file, ...disk])).stdout).toContain('exactly what was moved');
});

test('commands a running migration', async () => {
  const begun = await json<Migration>('migrate', 'herd-10', ...plan, '--cutover', 'manual', '--interval', '3600');
  const status = async () => (await json<Migration>('migrations', 'show', begun.id, '--fresh')).status;
  expect((await run(['migrate', 'herd-10', ...plan])).code).toBe(3);
  await expect.poll(status, { timeout: 60_000, interval: 500 }).toBe('holding');
  const refused = await run(['undo-cutover', begun.id]);
  expect(refused).toMatchObject({
    code: 3,
    stderr: expect.stringContaining('Only a cutover that is parked can be undone.'),
  });
  const at = ['--at', '2999-01-01T00:00'];
  expect(await run(['cutover', begun.id, ...at])).toMatchObject({ code: 2, stderr: expect.stringContaining('--yes') });
  expect((await json<Migration>('migrations', 'show', begun.id)).cutoverAt).toBeNull();
  const scheduled = await run(['cutover', begun.id, ...at, '--yes']);
  expect(scheduled).toMatchObject({
    code: 0,
    stderr: expect.stringMatching(/downtime .*, 90 % under .*\npoint of no/),
  });
  expect((await json<Migration>('migrations', 'show', begun.id)).cutoverAt).toMatch(/^(2998-12-31|2999-01-01)/);
  const file = join(centres.folder, 'nights.json');
  const nights = { bytesPerSecond: 1048576, windows: [{ days: [1], from: '20:00', to: '06:00', bytesPerSecond: 0 }] };
  writeFileSync(file, JSON.stringify(nights));
  const limited = await json<Migration>('limit', begun.id, '50M', '--calendar', file);
  const calendar = { ...nights, timeZone: 'UTC' };
  expect(limited.plan).toMatchObject({ bandwidthBytesPerSecond: 50 * 1048576, bandwidthCalendar: calendar });
  const lifted = await json<Migration>('limit', begun.id, 'none');
  expect(lifted.plan).not.toHaveProperty('bandwidthBytesPerSecond');
  expect(lifted.plan.bandwidthCalendar).toEqual(calendar);
  writeFileSync(file, JSON.stringify({ windows: [{ ...nights.windows[0], days: [8] }] }));
  const wrong = await run(['limit', begun.id, '--calendar', file]);
  expect(wrong).toMatchObject({ code: 2, stderr: expect.stringContaining('windows.0.days.0') });
  expect((await run(['limit', begun.id])).code).toBe(2);
  expect((await run(['cancel', begun.id])).code).toBe(0);
  await expect.poll(status, { timeout: 60_000, interval: 500 }).toBe('cancelled');
  expect((await run(['watch', begun.id])).code).toBe(1);
});

test('logs out', async () => {
  expect((await run(['logout'])).code).toBe(0);
  expect((await run(['whoami'])).code).toBe(5);
});
