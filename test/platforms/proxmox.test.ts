import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import type { TargetPlatform } from '../../ports/targetPlatform.ts';
import { proxmoxLab } from './proxmoxLab.ts';
import { begin, defined, noAbort, type TargetUnderTest, targetPlatformContract } from './targetPlatformContract.ts';

const running = proxmoxLab();
let platform: TargetPlatform;

beforeAll(() => {
  platform = running.platform();
});

const storages = [
  { name: 'local', format: 'qcow2' as const },
  { name: 'local-thin', format: 'raw' as const },
];
const target = (): TargetUnderTest => ({ platform, node: 'pve1', storages, bridge: 'vmbr0' });

targetPlatformContract('Proxmox VE', target);

describe('privileges', () => {
  const placement = {
    node: 'pve1',
    storages: ['local', 'local-thin'],
    stagingStorage: 'local',
    bridges: ['vmbr0'],
  };

  test('the least privileges of the lab are enough', async () => {
    expect(await platform.missingPrivileges(placement, noAbort)).toEqual([]);
  });

  test('each one that is lacking is named with its path', async () => {
    const missing = await running.platform('readonly').missingPrivileges(placement, noAbort);
    expect(missing).toContain('Datastore.AllocateSpace on /storage/local');
    expect(missing).toContain('VM.Allocate on /vms');
    expect(missing).toContain('Sys.AccessNetwork on /nodes/pve1');
    expect(missing).not.toContain('Sys.Audit on /nodes/pve1');
  });

  test('a call without its privilege says so', async () => {
    const shell = { migrationId: randomUUID(), node: 'pve1', vmid: 4711, name: 'x', pool: undefined, note: '' };
    await expect(running.platform('readonly').createShell(shell, noAbort)).rejects.toMatchObject({
      code: 'platform.forbidden',
    });
  });
});

describe('define', () => {
  test('sends nothing when all is as wanted', async () => {
    const { vm, migrationId } = await begin(target());
    const definition = await defined(target(), vm, migrationId, 'uefi');
    await platform.define(vm, definition, noAbort);
    const writes = async () =>
      (await running.requests()).filter(({ method, path }) => method === 'POST' && path.endsWith(`/${vm.vmid}/config`));
    const before = (await writes()).length;
    await platform.define(vm, definition, noAbort);
    expect(await writes()).toHaveLength(before);
    await platform.removeByMigration(migrationId, noAbort);
  });

  test('moves disks to other places and drops networks without losing a volume', async () => {
    const { vm, migrationId } = await begin(target());
    const definition = await defined(target(), vm, migrationId, 'bios');
    await platform.define(vm, definition, noAbort);
    await platform.define(vm, { ...definition, disks: definition.disks.toReversed(), nics: [] }, noAbort);
    for (const { volume } of definition.disks) await platform.describeVolume(vm.node, volume, noAbort);
    const unattached = (await platform.findByMigration(migrationId, noAbort)).filter(({ kind }) => kind === 'volume');
    expect(unattached).toEqual([]);
    await platform.removeByMigration(migrationId, noAbort);
  });

  test('never touches a VM that carries another id', async () => {
    const { vm, migrationId } = await begin(target());
    const definition = await defined(target(), vm, migrationId, 'bios');
    await expect(platform.define(vm, { ...definition, migrationId: randomUUID() }, noAbort)).rejects.toMatchObject({
      code: 'platform.conflict',
    });
    expect(await platform.removeByMigration(randomUUID(), noAbort)).toEqual([]);
    expect(await platform.running(vm, noAbort)).toBe(false);
    await platform.removeByMigration(migrationId, noAbort);
  });
});

test('volumes of a former VM of the same id are neither taken over nor removed', async () => {
  const first = await begin(target());
  const request = {
    migrationId: first.migrationId,
    index: 0,
    storage: 'local',
    format: 'raw' as const,
    capacityBytes: 4096,
  };
  const volume = await platform.allocateVolume(first.vm, request, noAbort);
  running.lab().datacenter.vms.remove('pve1', first.vm.vmid);
  const second = await begin(target());
  expect(second.vm.vmid).not.toBe(first.vm.vmid);
  const explicit = {
    migrationId: randomUUID(),
    node: 'pve1',
    vmid: first.vm.vmid,
    name: 'x',
    pool: undefined,
    note: '',
  };
  await expect(platform.createShell(explicit, noAbort)).rejects.toThrow(/former VM/);
  await platform.describeVolume('pve1', volume.volume, noAbort);
  await platform.removeByMigration(second.migrationId, noAbort);
});
