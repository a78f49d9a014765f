import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { TargetPlatform } from '../../ports/targetPlatform.ts';
import { proxmoxLab } from './proxmoxLab.ts';
import { begin, defined, noAbort, type TargetUnderTest } from './targetPlatformContract.ts';

const running = proxmoxLab();
let platform: TargetPlatform;
const target = (): TargetUnderTest => ({
  platform,
  node: 'pve1',
  storages: [{ name: 'local-thin', format: 'raw' }],
  bridge: 'vmbr0',
});

beforeAll(() => {
  platform = running.platform();
});
afterEach(() => running.lab().datacenter.faults.disarmAll());

/** The calls that a migration writes with, each with what it takes to run it once. */
const qemu = '/nodes/{node}/qemu';
const content = '/nodes/{node}/storage/{storage}/content';

describe.each(['outcome-596', 'connection-cut'] as const)('when a reply is lost (%s)', (name) => {
  test('a VM is created once', async () => {
    running.arm({ name, match: { method: 'POST', path: qemu } });
    const { vm, migrationId } = await begin(target());
    expect(await platform.running(vm, noAbort)).toBe(false);
    await expectOneVm(migrationId);
    await platform.removeByMigration(migrationId, noAbort);
  });

  test('a volume is allocated once', async () => {
    const { vm, migrationId } = await begin(target());
    running.arm({ name, match: { method: 'POST', path: content } });
    const request = { migrationId, index: 0, storage: 'local', format: 'raw' as const, capacityBytes: 4096 };
    const sent = await posts(/\/content$/, async () => {
      expect(await platform.allocateVolume(vm, request, noAbort)).toMatchObject({ sizeBytes: 4096 });
    });
    expect(sent).toBe(1);
    await platform.removeByMigration(migrationId, noAbort);
  });

  test('hardware is set, the VM started, stopped and removed', async () => {
    const { vm, migrationId } = await begin(target());
    const definition = await defined(target(), vm, migrationId, 'bios');
    running.arm({ name, match: { method: 'POST', path: `${qemu}/{vmid}/config` } });
    await platform.define(vm, definition, noAbort);
    running.arm({ name, match: { method: 'POST', path: `${qemu}/{vmid}/status/start` } });
    await platform.start(vm, noAbort);
    expect(await platform.running(vm, noAbort)).toBe(true);
    running.arm({ name, match: { method: 'POST', path: `${qemu}/{vmid}/status/stop` } });
    await platform.stop(vm, noAbort);
    expect(await platform.running(vm, noAbort)).toBe(false);
    running.arm({ name, match: { method: 'DELETE', path: `${qemu}/{vmid}` } });
    expect(await platform.removeByMigration(migrationId, noAbort)).toEqual([]);
    expect(await platform.findByMigration(migrationId, noAbort)).toEqual([]);
    expect(running.lab().datacenter.faults.list()).toEqual([]);
  });
});

test('a call that surely did not arrive is sent again only after looking', async () => {
  running.arm({ name: 'http-595', match: { method: 'POST', path: content } });
  const { vm, migrationId } = await begin(target());
  const request = { migrationId, index: 0, storage: 'local', format: 'raw' as const, capacityBytes: 4096 };
  expect(await platform.allocateVolume(vm, request, noAbort)).toMatchObject({ sizeBytes: 4096 });
  await platform.removeByMigration(migrationId, noAbort);
});

test('reads get over a server that is away for a moment', async () => {
  running.arm({ name: 'http-503', count: 2, match: { method: 'GET', path: '/version' } });
  expect((await platform.about(noAbort)).product).toBe('Proxmox VE');
});

test('an id that somebody else takes first is left to them', async () => {
  running.arm({ name: 'nextid-race', count: 2 });
  const { vm, migrationId } = await begin(target());
  await expectOneVm(migrationId);
  expect(vm.vmid).toBeGreaterThan(100);
  await platform.removeByMigration(migrationId, noAbort);
});

test('a configuration that changes meanwhile is read again before anything is set', async () => {
  const { vm, migrationId } = await begin(target());
  const definition = await defined(target(), vm, migrationId, 'bios');
  running.arm({ name: 'digest-race', match: { vmid: vm.vmid } });
  await platform.define(vm, definition, noAbort);
  expect(running.lab().datacenter.faults.list()).toEqual([]);
  await platform.removeByMigration(migrationId, noAbort);
});

test('a lock that is not got may pass', async () => {
  const { vm, migrationId } = await begin(target());
  running.arm({ name: 'lock-timeout', match: { vmid: vm.vmid } });
  const definition = await defined(target(), vm, migrationId, 'bios');
  await expect(platform.define(vm, definition, noAbort)).rejects.toMatchObject({ code: 'platform.busy' });
  await platform.define(vm, definition, noAbort);
  await platform.removeByMigration(migrationId, noAbort);
});

test('a storage without room says so', async () => {
  const { vm, migrationId } = await begin(target());
  running.arm({ name: 'storage-full', match: { storage: 'local' } });
  const request = { migrationId, index: 0, storage: 'local', format: 'raw' as const, capacityBytes: 4096 };
  await expect(platform.allocateVolume(vm, request, noAbort)).rejects.toMatchObject({ code: 'platform.quota' });
  await platform.removeByMigration(migrationId, noAbort);
});

test('a task that fails tells its log', async () => {
  const { vm, migrationId } = await begin(target());
  await platform.define(vm, await defined(target(), vm, migrationId, 'bios'), noAbort);
  running.arm({ name: 'start-fails', match: { vmid: vm.vmid } });
  const failure = await platform.start(vm, noAbort).then(
    () => undefined,
    (error: unknown) => error,
  );
  expect(failure).toMatchObject({ evidence: expect.arrayContaining([expect.stringContaining('TASK ERROR')]) });
  await platform.removeByMigration(migrationId, noAbort);
});

test('an expired ticket is fetched anew, also in the middle of a write', async () => {
  const byPassword = { ...target(), platform: running.platform('password') };
  await byPassword.platform.about(noAbort);
  running.arm({ name: 'ticket-expiry', count: 1 });
  const { migrationId } = await begin(byPassword);
  await expectOneVm(migrationId);
  await byPassword.platform.removeByMigration(migrationId, noAbort);
});

test('many calls at once log in once', async () => {
  const byPassword = running.platform('password');
  const logins = await posts(/\/access\/ticket$/, async () => {
    await Promise.all(Array.from({ length: 8 }, () => byPassword.about(noAbort)));
  });
  expect(logins).toBe(1);
});

test('a token that is refused is no reason to wait', async () => {
  running.arm({ name: 'token-refused', count: 0 });
  await expect(platform.about(noAbort)).rejects.toMatchObject({ code: 'platform.unauthorised' });
});

test('what cannot be removed is named', async () => {
  const { vm, migrationId } = await begin(target());
  running.arm({ name: 'task-fails', match: { type: 'qmdestroy' } });
  const left = await platform.removeByMigration(migrationId, noAbort);
  expect(left).toMatchObject([{ system: 'target', kind: 'vm', ref: String(vm.vmid) }]);
  expect(left[0]?.remove).toContain(`qm destroy ${vm.vmid}`);
  expect(await platform.removeByMigration(migrationId, noAbort)).toEqual([]);
});

test('a VM on a node that is off is not taken for removed', async () => {
  const onSecond = { ...target(), node: 'pve2' };
  const { migrationId } = await begin(onSecond);
  const { nodes } = running.lab().datacenter;
  nodes.setOnline('pve2', false);
  await expect(platform.removeByMigration(migrationId, noAbort)).rejects.toMatchObject({
    code: 'platform.unreachable',
  });
  nodes.setOnline('pve2', true);
  expect(await platform.removeByMigration(migrationId, noAbort)).toEqual([]);
});

async function expectOneVm(migrationId: string): Promise<void> {
  const { guests } = await platform.facts(noAbort);
  const ours = guests.filter(({ tags }) => tags.includes(`drover-${migrationId.slice(0, 12)}`));
  expect(ours).toHaveLength(1);
}

/** How many POSTs to such a path the lab saw while the work went on. */
async function posts(path: RegExp, work: () => Promise<void>): Promise<number> {
  const count = async () =>
    (await running.requests()).filter((request) => request.method === 'POST' && path.test(request.path)).length;
  const before = await count();
  await work();
  return (await count()) - before;
}
