import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { afterEach, beforeAll, expect, test } from 'vitest';
import { createProxmoxPlatform } from '../../platforms/proxmox/proxmoxPlatform.ts';
import type { TargetPlatform } from '../../ports/targetPlatform.ts';
import { proxmoxLab } from './proxmoxLab.ts';
import { begin, defined, noAbort, type TargetUnderTest } from './targetPlatformContract.ts';

const running = proxmoxLab();
let platform: TargetPlatform;
const target = (): TargetUnderTest => ({
  platform,
  node: 'pve1',
  storages: [{ name: 'local', format: 'raw' }],
  bridge: 'vmbr0',
});
const qemu = '/nodes/{node}/qemu';

beforeAll(() => {
  platform = running.platform();
});
afterEach(() => running.lab().datacenter.faults.disarmAll());

const struck = () => expect(running.lab().datacenter.faults.list()).toEqual([]);
const vmids = () => running.lab().datacenter.vms.ids();

test('no-quorum: nothing is made, and it may pass', async () => {
  const before = vmids();
  running.arm({ name: 'no-quorum', count: 0 });
  await expect(begin(target())).rejects.toMatchObject({
    code: 'platform.busy',
    message: expect.stringMatching('quorum'),
  });
  expect(vmids()).toEqual(before);
  running.lab().datacenter.faults.disarmAll();
  const { migrationId } = await begin(target());
  await platform.removeByMigration(migrationId, noAbort);
});

test('reply-truncated: a VM whose reply breaks off is found, not made twice', async () => {
  const before = vmids().length;
  running.arm({ name: 'reply-truncated', match: { method: 'POST', path: qemu } });
  const { vm, migrationId } = await begin(target());
  expect(vmids()).toContain(vm.vmid);
  expect(vmids()).toHaveLength(before + 1);
  struck();
  await platform.removeByMigration(migrationId, noAbort);
});

test('certificate-swapped: no login is sent to a server that shows another certificate', async () => {
  running.arm({ name: 'certificate-swapped', count: 0 });
  const asked = (await running.requests()).length;
  const other = createProxmoxPlatform(running.credentials('password'));
  await expect(other.about(noAbort)).rejects.toMatchObject({ code: 'platform.certificate' });
  expect(await running.requests()).toHaveLength(asked);
  await other.close();
});

test('resources-lag: a VM that the cluster-wide list does not know yet is found and removed', async () => {
  const { vm, migrationId } = await begin(target());
  running.arm({ name: 'resources-lag', count: 0, match: { vmid: vm.vmid } });
  expect(await platform.findByMigration(migrationId, noAbort)).toMatchObject([{ kind: 'vm', ref: String(vm.vmid) }]);
  expect(await platform.removeByMigration(migrationId, noAbort)).toEqual([]);
  expect(vmids()).not.toContain(vm.vmid);
});

test('task-forgotten: a task that nobody knows any more is judged by what it made', async () => {
  running.arm({ name: 'task-forgotten', match: { type: 'qmcreate' } });
  const { vm, migrationId } = await begin(target());
  expect(vmids()).toContain(vm.vmid);
  struck();
  await platform.removeByMigration(migrationId, noAbort);
});

test('task-warnings: a task with warnings has done its work', async () => {
  const { vm, migrationId } = await begin(target());
  const definition = await defined(target(), vm, migrationId, 'bios');
  running.arm({ name: 'task-warnings', match: { type: 'qmconfig', vmid: vm.vmid } });
  await platform.define(vm, definition, noAbort);
  struck();
  await platform.removeByMigration(migrationId, noAbort);
});

test('storage-inactive: is told beforehand, and refused by name', async () => {
  const { vm, migrationId } = await begin(target());
  running.arm({ name: 'storage-inactive', count: 0, match: { storage: 'local' } });
  const { storages } = await platform.facts(noAbort);
  expect(storages.find(({ node, name }) => node === 'pve1' && name === 'local')).toMatchObject({ active: false });
  const request = { migrationId, index: 0, storage: 'local', format: 'raw' as const, capacityBytes: 4096 };
  await expect(platform.allocateVolume(vm, request, noAbort)).rejects.toMatchObject({
    message: expect.stringMatching("'local' is not online"),
  });
  running.lab().datacenter.faults.disarmAll();
  await platform.removeByMigration(migrationId, noAbort);
});

test('outcome-late: a call that is carried out after its reply makes nothing twice', async () => {
  const before = vmids();
  running.arm({ name: 'outcome-late', match: { method: 'POST', path: qemu, milliseconds: 500 } });
  const { vm, migrationId } = await begin(target());
  expect(vmids()).toEqual([...before, vm.vmid].sort((a, b) => a - b));
  const content = '/nodes/{node}/storage/{storage}/content';
  running.arm({ name: 'outcome-late', match: { method: 'POST', path: content, milliseconds: 0 } });
  const request = { migrationId, index: 0, storage: 'local', format: 'raw' as const, capacityBytes: 4096 };
  const { volume } = await platform.allocateVolume(vm, request, noAbort);
  struck();
  const owned = async () =>
    (await platform.findByMigration(migrationId, noAbort)).filter(({ kind }) => kind === 'volume');
  expect((await owned()).map(({ ref }) => ref)).toEqual([volume]);
  await platform.removeByMigration(migrationId, noAbort);
});

test('worker-killed: the half-made VM that is left locked is named, with what removes it', async () => {
  running.arm({ name: 'worker-killed', match: { type: 'qmcreate' } });
  const before = vmids();
  const failure = await begin(target()).then(
    () => undefined,
    (error: unknown) => error,
  );
  const [half = 0] = vmids().filter((vmid) => !before.includes(vmid));
  const text = expect.stringContaining(`qm unlock ${half}; qm destroy ${half}`);
  expect(failure).toMatchObject({ code: 'platform.conflict', message: text });
  struck();
  const { vm, migrationId } = await begin(target());
  expect(vm.vmid).not.toBe(half);
  await platform.removeByMigration(migrationId, noAbort);
  expect(vmids()).toContain(half);
  running.lab().datacenter.vms.remove('pve1', half);
});

test('thick-storage-full: is told before anything is made', async () => {
  const { vm, migrationId } = await begin(target());
  running.arm({ name: 'thick-storage-full', match: { storage: 'local' } });
  const request = { migrationId, index: 0, storage: 'local', format: 'raw' as const, capacityBytes: 4096 };
  await expect(platform.allocateVolume(vm, request, noAbort)).rejects.toMatchObject({
    code: 'platform.quota',
    message: expect.stringMatching('not enough free space'),
  });
  expect(await platform.findByMigration(migrationId, noAbort)).toMatchObject([{ kind: 'vm' }]);
  struck();
  await platform.removeByMigration(migrationId, noAbort);
});

test('bridge-missing: a VM that cannot start without its bridge says which', async () => {
  const { vm, migrationId } = await begin(target());
  await platform.define(vm, await defined(target(), vm, migrationId, 'bios'), noAbort);
  running.arm({ name: 'bridge-missing', match: { vmid: vm.vmid } });
  await expect(platform.start(vm, noAbort)).rejects.toMatchObject({
    code: 'platform.not-found',
    message: expect.stringMatching("bridge 'vmbr0' does not exist"),
  });
  expect(await platform.running(vm, noAbort)).toBe(false);
  struck();
  await platform.removeByMigration(migrationId, noAbort);
});

test('agent-silent: an agent that does not answer tells nothing of the guest', async () => {
  const { vm, migrationId } = await begin(target());
  await platform.define(vm, await defined(target(), vm, migrationId, 'bios'), noAbort);
  await platform.start(vm, noAbort);
  running.arm({ name: 'agent-silent', match: { vmid: vm.vmid } });
  expect(await platform.guest(vm, noAbort)).toBeNull();
  struck();
  await platform.removeByMigration(migrationId, noAbort);
});

test('status-unknown: a VM that the cluster has not heard of is neither off nor gone', async () => {
  const { vm, migrationId } = await begin(target());
  await platform.define(vm, await defined(target(), vm, migrationId, 'bios'), noAbort);
  await platform.start(vm, noAbort);
  running.arm({ name: 'status-unknown', count: 0, match: { vmid: vm.vmid } });
  const { guests } = await platform.facts(noAbort);
  expect(guests.find(({ vmid }) => vmid === vm.vmid)).toMatchObject({ name: '', node: 'pve1' });
  expect(await platform.running(vm, noAbort)).toBe(true);
  const spared = await platform.removeByMigration(migrationId, noAbort, { spareRunning: true });
  expect(spared).toMatchObject([{ kind: 'vm', ref: String(vm.vmid) }]);
  expect(await platform.removeByMigration(migrationId, noAbort)).toEqual([]);
  expect(vmids()).not.toContain(vm.vmid);
});

test('upload-fails: a node without space for an upload says so, and keeps nothing of it', async () => {
  const image = Buffer.alloc(65_536, 7);
  const migrationId = '0f0f0f0f-0000-4000-8000-000000000002';
  const request = {
    ...{ migrationId, node: 'pve1', storage: 'local', fileName: `drover-${migrationId}-0.raw`, url: null },
    content: { bytes: image.length, open: async () => Readable.from([image]) },
    sha256: createHash('sha256').update(image).digest('hex'),
    verifyCertificate: false,
  };
  running.arm({ name: 'upload-fails', match: { storage: 'local' } });
  const sending = () => platform.fetchImage(request, noAbort, () => undefined);
  await expect(sending()).rejects.toMatchObject({ code: 'platform.quota' });
  expect(await platform.findByMigration(migrationId, noAbort)).toEqual([]);
  struck();
  await platform.deleteImage('pve1', await sending(), noAbort);
});

test('download-corrupt: an image that arrives wrong is refused by its checksum and does not stay', async () => {
  const image = Buffer.alloc(65_536, 7);
  const server = createServer((_, response) => response.end(image)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const migrationId = '0f0f0f0f-0000-4000-8000-000000000001';
  const request = {
    migrationId,
    node: 'pve1',
    storage: 'local',
    fileName: `drover-${migrationId}-0.raw`,
    url: `http://127.0.0.1:${port}/image.raw`,
    content: { bytes: image.length, open: async () => Readable.from([image]) },
    sha256: createHash('sha256').update(image).digest('hex'),
    verifyCertificate: false,
  };
  running.arm({ name: 'download-corrupt', match: { storage: 'local' } });
  const fetching = () => platform.fetchImage(request, noAbort, () => undefined);
  await expect(fetching()).rejects.toMatchObject({
    code: 'platform.corrupt',
    message: expect.stringMatching('checksum'),
  });
  expect(await platform.findByMigration(migrationId, noAbort)).toEqual([]);
  struck();
  const volume = await fetching();
  await platform.deleteImage('pve1', volume, noAbort);
  server.close();
});
