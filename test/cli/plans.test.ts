import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Applied } from '../../cli/apply/step.ts';
import type { Client } from '../../client/client.ts';
import type { VmStart } from '../../contract/bulkPlan.ts';
import { createRunProjection } from '../../prisma/runProjection.ts';
import { type ApiUnderTest, addConnections, startApi } from '../api/apiUnderTest.ts';
import { addManyVms } from '../support/manyVms.ts';
import { runDrover } from './runDrover.ts';

const folder = mkdtempSync(join(tmpdir(), 'dr-'));
const file = join(folder, 'plan.yaml');
let api: ApiUnderTest;
let client: Client;

const run = (args: string[], input?: string) =>
  runDrover(args, { environment: { DROVER_URL: api.url, DROVER_SESSION_FILE: join(folder, 'session.json') }, input });
const json = async <T>(...args: string[]): Promise<T> => {
  const { code, stdout, stderr } = await run(['--json', ...args]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return JSON.parse(stdout) as T;
};
const actions = (applied: Applied[]) => applied.map(({ kind, name, action }) => `${kind} ${name} ${action}`);

const text = `presets:
  - name: home
    source: vcenter
    target: pve
    storage: local
    networks:
      - { network: VM Network, bridge: vmbr0 }
plans:
  - name: wave 1
    preset: home
    settings: { strategy: warm, tags: [wave-1] }
    vms:
      - web
      - { vm: vm-blocked, strategy: cold }
`;

beforeAll(async () => {
  api = await startApi();
  client = await api.client();
  const { source } = await addConnections(client);
  const seenAt = new Date().toISOString();
  const page = ['web', 'vm-blocked', 'twin-a', 'twin-b'].map((name) => ({
    ...{ connectionId: source, ref: name === 'web' ? 'vm-1' : name, name: name.replace(/-[ab]$/, ''), path: 'DC0/vm' },
    ...{ power: 'on' as const, firmware: 'uefi' as const, guestFullName: '', cpus: 1, memoryMiB: 512, diskCount: 1 },
    ...{ capacityBytes: 2 ** 30, snapshotCount: 0, changeTracking: true, template: false, seenAt },
    ...{ networks: ['VM Network'], datastores: ['ds1'] },
  }));
  await createRunProjection(api.database).recordInventory(source, seenAt, page);
  await api.startWorker();
  const login = ['login', '--user', 'admin', '--password-stdin'];
  expect(await run(['--url', api.url, ...login], 'test\n')).toMatchObject({ code: 0 });
});

afterAll(() => rmSync(folder, { recursive: true }));

test('a file is made so, then changes nothing, and a dry run tells what would change', async () => {
  writeFileSync(file, text);
  const dry = await run(['apply', '-f', file, '--dry-run']);
  expect(dry.code).toBe(6);
  expect(dry.stdout).toContain('preset home: would be made');
  expect(await client.listPlans()).toMatchObject({ items: [] });

  expect(actions(await json('apply', '-f', file))).toEqual(['preset home create', 'plan wave 1 create']);
  const again = await json<Applied[]>('apply', '-f', file);
  expect(actions(again)).toEqual(['preset home none', 'plan wave 1 none']);
  expect((await run(['apply', '-f', file, '--dry-run'])).code).toBe(0);
  expect((await client.listPlans()).items).toMatchObject([{ name: 'wave 1', vmCount: 2, revision: 1 }]);

  const changed = text
    .replace('strategy: warm', 'strategy: cold')
    .replace('bridge: vmbr0 }', 'bridge: vmbr0, vlan: 7 }');
  const would = await run(['apply', '-f', '-', '--dry-run'], changed);
  expect(would.code).toBe(6);
  expect(would.stdout).toContain('+ networks.[VM Network].vlan: 7');
  expect(would.stdout).toContain('~ settings.strategy: "warm" -> "cold"');
  expect((await run(['apply', '-f', '-'], changed)).code).toBe(0);
  expect((await client.listPlans()).items).toMatchObject([{ revision: 2 }]);
});

test('mistakes of a file are told by place or name, and change nothing', async () => {
  const broken = await run(['apply', '-f', '-'], text.replace('strategy: cold', 'strategy: frozen'));
  expect(broken).toMatchObject({ code: 2, stderr: expect.stringContaining('-:14:') });
  const unknown = await run(
    ['apply', '-f', '-'],
    text.replace('- web', '- web\n      - twin\n      - nobody').replace('wave 1', 'wave 2'),
  );
  expect(unknown.code).toBe(3);
  expect(unknown.stderr).toContain('several VMs are called twin: twin-a');
  expect(unknown.stderr).toContain('no VM nobody');
  const row = await run(['apply', '-f', '-'], text.replace('vmbr0', 'vmbr9').replace('name: home', 'name: other'));
  expect(row).toMatchObject({ code: 3, stderr: expect.stringContaining('body.networks.0.bridge: vmbr9') });
  expect((await client.listPlans()).items).toHaveLength(1);
  expect((await client.listPresets()).items).toHaveLength(1);
});

test('a plan is checked and started; what is refused is named, and started VMs stay as they are', async () => {
  expect(await run(['plans', 'check', 'wave 1'])).toMatchObject({ code: 0, stdout: expect.stringContaining('2 of 2') });
  const asked = await run(['plans', 'check', 'wave 1', '--preflight']);
  expect(asked).toMatchObject({ code: 3, stdout: expect.stringContaining('disk.independent') });
  const expected = await run(['plans', 'forecast', 'wave 1', '--vm', 'vm-1']);
  expect(expected).toMatchObject({ code: 0, stdout: expect.stringMatching(/vm-1 +web +cold +1\.0 GiB/) });
  expect(expected.stderr).toContain('assumptions');
  const started = await run(['--json', 'plans', 'start', 'wave 1']);
  expect(started.code).toBe(3);
  expect((JSON.parse(started.stdout) as VmStart[]).map(({ ref, outcome }) => [ref, outcome])).toEqual([
    ['vm-1', 'started'],
    ['vm-blocked', 'refused'],
  ]);
  const again = await run(['plans', 'start', 'wave 1', '--vm', 'vm-1']);
  expect(again).toMatchObject({ code: 0, stdout: expect.stringContaining('open') });
  expect((await run(['plans'])).stdout).toContain('1 running');
  expect((await run(['plans', 'show', 'wave 1'])).stdout).toContain('running');
  expect((await run(['presets', 'show', 'home'])).stdout).toContain('vmbr0');
  expect((await run(['presets', 'check', 'home'])).stdout).toContain('No findings');
  expect((await run(['presets', 'remove', 'home'])).code).toBe(3);
  expect((await run(['plans', 'remove', 'wave 1'])).code).toBe(3);
});

test('schedules are made by a file, shown, paused, run and removed by name', async () => {
  const schedules = `schedules:
  - name: monday
    plan: wave 1
    vms: [web]
    timeZone: Europe/Vienna
    calendar: { every: week, days: [1], at: "20:00" }
    cutover: { mode: window, window: { days: [6], from: "22:00", to: "02:00" } }
`;
  const all = ['apply', '-f', '-', '--json'];
  const dry = await run(['apply', '-f', '-', '--dry-run'], text + schedules);
  expect(dry).toMatchObject({ code: 6, stdout: expect.stringContaining('schedule monday: would be made') });
  const made = JSON.parse((await run(all, schedules)).stdout) as Applied[];
  expect(actions(made)).toEqual(['schedule monday create']);
  expect(await run(['apply', '-f', '-', '--dry-run'], schedules)).toMatchObject({ code: 0 });
  const later = await run(['apply', '-f', '-', '--dry-run'], schedules.replace('20:00', '21:00'));
  expect(later.stdout).toContain('~ calendar.at: "20:00" -> "21:00"');
  const nobody = await run(['apply', '-f', '-'], schedules.replace('[web]', '[nobody]'));
  expect(nobody).toMatchObject({ code: 3, stderr: expect.stringContaining('no VM nobody') });
  const lost = await run(['apply', '-f', '-'], schedules.replace('plan: wave 1', 'plan: wave 9'));
  expect(lost).toMatchObject({ code: 3, stderr: expect.stringContaining('no plan wave 9') });

  expect((await run(['schedules'])).stdout).toMatch(/monday +wave 1 +Mon 20:00 +Europe\/Vienna/);
  const shown = await run(['schedules', 'show', 'monday']);
  expect(shown.stdout).toContain('cutover   Sat 22:00-02:00');
  expect((await run(['schedules', 'pause', 'monday', '--note', 'freeze'])).code).toBe(0);
  expect((await run(['schedules', 'show', 'monday'])).stdout).toContain('paused    freeze');
  const { runId } = await json<{ runId: string }>('schedules', 'run', 'monday');
  const result = () => run(['--json', 'schedules', 'result', 'monday']);
  await expect.poll(async () => JSON.parse((await result()).stdout)?.endedAt, { timeout: 30_000 }).toBeTruthy();
  expect(JSON.parse((await result()).stdout)).toMatchObject({ id: runId, counts: { open: 1 } });
  expect((await run(['schedules', 'result', 'monday'])).stdout).toContain('vm-1');
  expect((await run(['schedules', 'resume', 'monday'])).stdout).toContain('runs next 20');
  expect((await run(['schedules', 'remove', 'monday'])).code).toBe(0);
  expect((await run(['schedules', 'show', 'monday'])).code).toBe(3);
});

test('a file of thousands of VMs is one plan', async () => {
  const { source } = await addConnections(client, '-large');
  await addManyVms(api.database.prisma, source, 3000);
  const names = Array.from({ length: 3000 }, (_, index) => `      - app-${String(index).padStart(5, '0')}\n`);
  const large = text
    .replaceAll('wave 1', 'large')
    .replace('name: home', 'name: large')
    .replace('preset: home', 'preset: large');
  const own = large.replace('vcenter', 'vcenter-large').replace('target: pve', 'target: pve-large');
  const input = own.slice(0, own.indexOf('      - web')) + names.join('');
  expect(await run(['apply', '-f', '-'], input)).toMatchObject({ code: 0, stderr: '' });
  expect((await client.listPlans({ query: { search: 'large' } })).items).toMatchObject([{ vmCount: 3000 }]);
});
