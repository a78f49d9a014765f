import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { LabFaultRequest, LabSourceVm } from '../../contract/lab.ts';
import { startVsphereLab, type VsphereLab } from '../../lab/vsphere/lab.ts';
import { element, faultType, returned, VimClient } from './vimClient.ts';

let dir: string;
let lab: VsphereLab;
let client: VimClient;
const vm = 'VirtualMachine:vm-103';
const serviceInstance = 'ServiceInstance:ServiceInstance';

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'dr-'));
  lab = await startVsphereLab({ dir, settings: { taskMilliseconds: 10, shutdownMilliseconds: 10 } });
  client = new VimClient(lab.info);
  await client.login();
  await client.task('ReconfigVM_Task', vm, '<spec><changeTrackingEnabled>true</changeTrackingEnabled></spec>');
  await remove(await snapshot('stun'));
});

afterEach(async () => {
  await fetch(`${lab.info.controlUrl}/faults`, { method: 'DELETE' });
  await client.login();
});

afterAll(async () => {
  client.close();
  await lab.stop();
  rmSync(dir, { recursive: true, force: true });
});

async function arm(name: string, match: LabFaultRequest['match'] = {}): Promise<void> {
  const body = JSON.stringify({ name, match } satisfies LabFaultRequest);
  const answer = await fetch(`${lab.info.controlUrl}/faults`, { method: 'POST', body });
  expect(answer.status).toBe(201);
}

function create(name: string, target = vm): Promise<string> {
  return client.task(
    'CreateSnapshot_Task',
    target,
    `<name>${name}</name><memory>false</memory><quiesce>true</quiesce>`,
  );
}

/** @returns id of the snapshot */
async function snapshot(name: string): Promise<string> {
  return element(await create(name), 'result');
}

async function remove(id: string): Promise<string> {
  return client.task('RemoveSnapshot_Task', `VirtualMachineSnapshot:${id}`, '<removeChildren>false</removeChildren>');
}

async function changeId(id: string): Promise<string> {
  return element(await client.properties(`VirtualMachineSnapshot:${id}`, ['config.hardware.device']), 'changeId');
}

async function query(id: string, since: string, start = 0) {
  const inside = `<snapshot type="VirtualMachineSnapshot">${id}</snapshot><deviceKey>2000</deviceKey><startOffset>${start}</startOffset><changeId>${since}</changeId>`;
  const { body } = await client.call('QueryChangedDiskAreas', vm, inside);
  const areas = [...body.matchAll(/<start>(\d+)<\/start><length>(\d+)</g)].map((m) => [Number(m[1]), Number(m[2])]);
  return { body, areas, length: Number(element(body, 'length')) };
}

function folder(range: string, file = 'herd-01/herd-01-flat.vmdk') {
  return client.request('GET', `/folder/${file}?dcPath=Europe%2FNova&dsName=vmfs-01`, { headers: { Range: range } });
}

async function control(path: string, body?: unknown): Promise<unknown> {
  const options = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) };
  return (await fetch(`${lab.info.controlUrl}${path}`, options)).json();
}

test('every known fault can be armed and listed', async () => {
  const known = (await control('/faults/known')) as { name: string; meaning: string }[];
  expect(known.length).toBeGreaterThan(25);
  for (const { name } of known) await arm(name);
  expect(await control('/faults')).toHaveLength(known.length);
});

test('sessions and the network', async () => {
  await arm('session-expiry', { operation: 'CurrentTime' });
  expect(faultType((await client.call('CurrentTime', serviceInstance)).body)).toBe('NotAuthenticated');
  await arm('invalid-login');
  expect(faultType((await client.login()).body)).toBe('InvalidLogin');
  await client.login();
  await arm('http-503', { transport: 'sdk' });
  expect((await client.call('CurrentTime', serviceInstance)).status).toBe(503);
  await arm('connection-reset', { operation: 'CurrentTime' });
  await expect(client.call('CurrentTime', serviceInstance)).rejects.toThrow(/ECONNRESET|hang up/);
  await arm('answer-truncated');
  expect((await client.call('CurrentTime', serviceInstance)).body).not.toContain('</soapenv:Envelope>');
  await arm('answer-lost', { operation: 'PowerOffVM_Task' });
  await expect(client.call('PowerOffVM_Task', 'VirtualMachine:vm-110')).rejects.toThrow(/ECONNRESET|hang up/);
  await expect.poll(() => lab.world.machines.get('vm-110')?.power()).toBe('poweredOff');
});

test('a swapped certificate meets new connections only while it lasts', async () => {
  await arm('certificate-swapped');
  const seen = new VimClient(lab.info);
  expect((await seen.request('GET', '/sdk')).fingerprint256).not.toBe(lab.info.fingerprint256);
  const after = new VimClient(lab.info);
  expect((await after.request('GET', '/sdk')).fingerprint256).toBe(lab.info.fingerprint256);
  for (const one of [seen, after]) one.close();
});

test('tasks that are refused, fail or vanish', async () => {
  await arm('task-in-progress', { operation: 'PowerOffVM_Task' });
  expect(faultType((await client.call('PowerOffVM_Task', vm)).body)).toBe('TaskInProgress');
  await arm('task-fails', { fault: 'NoDiskSpace' });
  expect(faultType(await create('no'))).toBe('NoDiskSpace');
  await arm('task-vanishes', { vm: 'vm-111' });
  const task = returned((await client.call('PowerOffVM_Task', 'VirtualMachine:vm-111')).body);
  await expect.poll(() => client.properties(`Task:${task}`, ['info'])).toContain('ManagedObjectNotFound');
});

test('snapshots that fail, come with another, or leave deltas behind', async () => {
  await arm('snapshot-create-fails', { fault: 'FileFault' });
  expect(faultType(await create('no'))).toBe('FileFault');
  await arm('quiesce-fault');
  expect(faultType(await create('no'))).toBe('ApplicationQuiesceFault');
  await arm('foreign-snapshot');
  const mine = await snapshot('mine');
  expect(((await control('/vms/herd-01')) as LabSourceVm).snapshots).toEqual(['mine', 'backup-job']);
  await remove(mine);
  await fetch(`${lab.info.controlUrl}/vms/herd-01/snapshots/backup-job`, { method: 'DELETE' });
  await arm('consolidation-needed');
  await remove(await snapshot('stuck'));
  const runtime = ['runtime.consolidationNeeded'];
  expect(await client.properties(vm, runtime)).toContain('>true<');
  await arm('consolidate-locked');
  expect(faultType(await client.task('ConsolidateVMDisks_Task', vm))).toBe('FileLocked');
  await client.task('ConsolidateVMDisks_Task', vm);
  expect(await client.properties(vm, runtime)).toContain('>false<');
});

test('change tracking that is reset, silent, empty or too generous', async () => {
  const first = await snapshot('first');
  const since = await changeId(first);
  await remove(first);
  await control('/vms/herd-01/writer', { bytesPerSecond: 0 });
  await control('/vms/herd-01/disks/2000/write', { offset: 6 * 1024 ** 2, length: 4096, seed: 'x' });
  const second = await snapshot('second');
  await arm('cbt-file-fault');
  expect(faultType((await query(second, since)).body)).toBe('FileFault');
  const honest = await query(second, since);
  const last = honest.areas.at(-1) ?? [0, 0];
  expect(last).toEqual([6 * 1024 ** 2, 65536]);
  await arm('cbt-method-missing');
  expect(faultType((await query(second, since)).body)).toBe('MethodNotFound');
  await arm('cbt-over-report', { bytes: 1024 ** 2 });
  expect((await query(second, since)).areas.at(-1)).toEqual([6 * 1024 ** 2, 1024 ** 2]);
  await arm('cbt-empty-middle-page');
  const from = honest.areas
    .filter(([start]) => (start ?? 0) < 6 * 1024 ** 2)
    .reduce((at, area) => Math.max(at, (area[0] ?? 0) + (area[1] ?? 0)), 0);
  const empty = await query(second, since, from);
  expect(empty).toMatchObject({ areas: [], length: 6 * 1024 ** 2 - from });
  await remove(second);
  await arm('cbt-epoch-reset');
  const third = await snapshot('third');
  expect((await changeId(third)).split('/')[0]).not.toBe(since.split('/')[0]);
  expect(faultType((await query(third, since)).body)).toBe('FileFault');
  await remove(third);
  await arm('cbt-missing-change-id', { diskKey: 2000 });
  const fourth = await snapshot('fourth');
  expect(await changeId(fourth)).toBe('');
  expect(faultType((await query(fourth, '*')).body)).toBe('FileFault');
  await remove(fourth);
  await arm('disk-grown', { bytes: 1024 ** 2 });
  const fifth = await snapshot('fifth');
  const body = await client.properties(`VirtualMachineSnapshot:${fifth}`, ['config.hardware.device[2000]']);
  expect(element(body, 'capacityInBytes')).toBe(String(9 * 1024 ** 2));
  await remove(fifth);
});

test('/folder that lies, breaks off or forgets who asks', async () => {
  const frozen = await snapshot('frozen');
  const honest = (await folder('bytes=0-65535')).body;
  await arm('folder-bit-flip', { bit: 9 });
  const flipped = (await folder('bytes=0-65535')).body;
  expect((flipped[1] ?? 0) ^ (honest[1] ?? 0)).toBe(2);
  await arm('folder-wrong-content-range');
  expect((await folder('bytes=0-511')).headers['content-range']?.[0]).toContain('bytes 512-1023/');
  await arm('folder-ignores-range');
  expect((await folder('bytes=0-511')).status).toBe(200);
  await arm('folder-locked');
  expect((await folder('bytes=0-511')).status).toBe(500);
  await arm('http-503', { transport: 'folder' });
  expect((await folder('bytes=0-511')).status).toBe(503);
  await arm('connection-reset', { transport: 'folder', bytes: 1000 });
  await expect(folder('bytes=0-65535')).rejects.toThrow(/ECONNRESET|aborted|hang up/);
  await arm('session-expiry', { transport: 'folder' });
  expect((await folder('bytes=0-511')).status).toBe(401);
  await client.login();
  expect((await folder('bytes=0-65535')).body.equals(honest)).toBe(true);
  await remove(frozen);
  expect((await folder('bytes=0-511')).status).toBe(500);
});

test('Tools that hang, and somebody who powers the machine on again', async () => {
  const other = 'VirtualMachine:vm-112';
  await arm('tools-hang');
  expect((await client.call('ShutdownGuest', other)).status).toBe(200);
  await arm('vm-power-on-after-off', { vm: 'vm-112' });
  await client.call('ShutdownGuest', other);
  const history = () => lab.world.machines.get('vm-112')?.powerHistory.map((one) => one.power);
  await expect.poll(history).toEqual(['poweredOn', 'poweredOff', 'poweredOn']);
});

test('leases that end early, lie about their bytes or time out', async () => {
  const frozen = await snapshot('exported');
  const exported = async () =>
    `HttpNfcLease:${returned((await client.call('ExportSnapshot', `VirtualMachineSnapshot:${frozen}`)).body)}`;
  const id = await exported();
  await expect.poll(() => client.properties(id, ['state'])).toContain('>ready<');
  const url = element(await client.properties(id, ['info']), 'url');
  const lease = { id, path: url.replace('https://*', '') };
  const whole = (await client.request('GET', lease.path)).body;
  const sha1 = createHash('sha1').update(whole).digest('hex');
  expect(element((await client.call('HttpNfcLeaseGetManifest', lease.id)).body, 'sha1')).toBe(sha1);
  await arm('lease-wrong-sha1');
  expect(element((await client.call('HttpNfcLeaseGetManifest', lease.id)).body, 'sha1')).not.toBe(sha1);
  await arm('lease-truncated-stream', { bytes: 100_000 });
  expect((await client.request('GET', lease.path)).body).toHaveLength(100_000);
  await client.call('HttpNfcLeaseComplete', lease.id);
  expect((await client.request('GET', lease.path)).status).toBe(404);
  expect(faultType((await client.call('HttpNfcLeaseProgress', lease.id, '<percent>9</percent>')).body)).toBe(
    'ManagedObjectNotFound',
  );
  await arm('lease-timeout', { milliseconds: 50 });
  const doomed = await exported();
  await expect.poll(() => client.properties(doomed, ['state'])).toContain('>error<');
  await remove(frozen);
});
