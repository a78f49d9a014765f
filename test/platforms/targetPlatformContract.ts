import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { VmDefinition } from '../../domain/vmDefinition.ts';
import type { TargetPlatform, TargetVm } from '../../ports/targetPlatform.ts';

export interface TargetUnderTest {
  platform: TargetPlatform;
  node: string;
  storages: { name: string; format: 'raw' | 'qcow2' }[];
  bridge: string;
}

export const noAbort = new AbortController().signal;

/** What every adapter of `TargetPlatform` must do. `target` is asked for inside the tests, once the server is up. */
export function targetPlatformContract(name: string, target: () => TargetUnderTest): void {
  describe(`${name} as a target platform`, () => {
    test('tells product, version, identity and clock', async () => {
      const about = await target().platform.about(noAbort);
      expect(about.product).not.toBe('');
      expect(about.version).toMatch(/^\d+\.\d+/);
      expect(about.instance).toBe((await target().platform.about(noAbort)).instance);
      expect(Number.isNaN(Date.parse(about.time ?? ''))).toBe(false);
    });

    test('tells where VMs can be placed', async () => {
      const { platform, node, storages, bridge } = target();
      const facts = await platform.facts(noAbort);
      expect(facts.nodes.find((candidate) => candidate.name === node)).toMatchObject({ online: true });
      for (const { name: storage, format } of storages) {
        const found = facts.storages.find((candidate) => candidate.name === storage && candidate.node === node);
        expect(found?.active).toBe(true);
        expect(found?.formats).toContain(format);
      }
      expect(facts.bridges.map((candidate) => candidate.name)).toContain(bridge);
    });

    test('makes one shell per migration, however often it is asked', async () => {
      const { platform, migrationId, shell } = await begin(target());
      expect(await platform.createShell(shell, noAbort)).toEqual(await platform.createShell(shell, noAbort));
      const others = await Promise.all([begin(target()), begin(target()), begin(target())]);
      const ids = new Set(others.map(({ vm }) => vm.vmid));
      expect(ids.size).toBe(3);
      for (const id of [migrationId, ...others.map((other) => other.migrationId)]) {
        expect(await platform.removeByMigration(id, noAbort)).toEqual([]);
      }
    });

    test('tells which migrations have left something', async () => {
      const { platform, migrationId } = await begin(target());
      const others = [randomUUID(), randomUUID()];
      expect(await platform.findMarked([...others, migrationId], noAbort)).toEqual([{ migrationId, kind: 'vm' }]);
      expect(await platform.findMarked(others, noAbort)).toEqual([]);
      await platform.removeByMigration(migrationId, noAbort);
    });

    test('refuses an id that another VM has', async () => {
      const { platform, vm, migrationId, shell } = await begin(target());
      const other = { ...shell, migrationId: randomUUID(), vmid: vm.vmid };
      await expect(platform.createShell(other, noAbort)).rejects.toMatchObject({ code: 'platform.conflict' });
      await platform.removeByMigration(migrationId, noAbort);
    });

    test('allocates volumes that hold the disk, once per disk', async () => {
      const { platform, vm, migrationId } = await begin(target());
      for (const [index, { name: storage, format }] of target().storages.entries()) {
        const request = { migrationId, index, storage, format, capacityBytes: 5 * 1024 * 1024 + 512 };
        const volume = await platform.allocateVolume(vm, request, noAbort);
        expect(volume).toMatchObject({ node: vm.node, storage, format });
        expect(volume.sizeBytes).toBeGreaterThanOrEqual(request.capacityBytes);
        expect(await platform.allocateVolume(vm, request, noAbort)).toEqual(volume);
        expect(await platform.describeVolume(vm.node, volume.volume, noAbort)).toEqual(volume);
        const larger = { ...request, capacityBytes: volume.sizeBytes + 512 };
        await expect(platform.allocateVolume(vm, larger, noAbort)).rejects.toMatchObject({ code: 'platform.conflict' });
        const grown = await platform.growVolume(vm, { ...larger, volume: volume.volume }, noAbort);
        expect(grown).toMatchObject({ volume: volume.volume, path: volume.path, format });
        expect(grown.sizeBytes).toBeGreaterThanOrEqual(larger.capacityBytes);
        expect(await platform.growVolume(vm, { ...request, volume: volume.volume }, noAbort)).toEqual(grown);
        expect((await platform.hardware(vm, noAbort)).disks).toEqual([]);
      }
      const found = await platform.findByMigration(migrationId, noAbort);
      expect(found.filter(({ kind }) => kind === 'volume')).toHaveLength(target().storages.length);
      expect(await platform.removeByMigration(migrationId, noAbort)).toEqual([]);
      expect(await platform.findByMigration(migrationId, noAbort)).toEqual([]);
    });

    test('says that a volume is not there', async () => {
      const { platform, vm, migrationId } = await begin(target());
      const storage = target().storages[0]?.name;
      const volume = `${storage}:${vm.vmid}/vm-${vm.vmid}-disk-9.raw`;
      await expect(platform.describeVolume(vm.node, volume, noAbort)).rejects.toMatchObject({
        code: 'platform.not-found',
      });
      await platform.removeByMigration(migrationId, noAbort);
    });

    test.each(['bios', 'uefi'] as const)(
      'defines, starts, stops and removes a VM with %s firmware',
      async (firmware) => {
        const { platform, vm, migrationId } = await begin(target());
        const definition = await defined(target(), vm, migrationId, firmware);
        await platform.define(vm, definition, noAbort);
        const planned = platform.hardwareOf(definition);
        const actual = await platform.hardware(vm, noAbort);
        const unsized = actual.disks.map((disk) => ({ ...disk, sizeBytes: null }));
        expect({ ...actual, disks: unsized }).toEqual(planned);
        const attached = await platform.findByMigration(migrationId, noAbort);
        expect(attached.map(({ kind, ref }) => `${kind} ${ref}`)).toEqual([`vm ${vm.vmid}`]);
        expect(await platform.running(vm, noAbort)).toBe(false);
        await platform.start(vm, noAbort);
        expect(await platform.running(vm, noAbort)).toBe(true);
        await platform.start(vm, noAbort);
        expect(await platform.guest(vm, noAbort)).toBeNull();
        await platform.stop(vm, noAbort);
        expect(await platform.running(vm, noAbort)).toBe(false);
        await platform.stop(vm, noAbort);
        await platform.start(vm, noAbort);
        const spared = await platform.removeByMigration(migrationId, noAbort, { spareRunning: true });
        expect(spared).toMatchObject([
          { system: 'target', kind: 'vm', ref: String(vm.vmid), remove: expect.stringMatching(/\w/) },
        ]);
        expect(await platform.running(vm, noAbort)).toBe(true);
        expect(await platform.removeByMigration(migrationId, noAbort)).toEqual([]);
        expect(await platform.removeByMigration(migrationId, noAbort)).toEqual([]);
      },
    );

    test('stops at once when it is aborted', async () => {
      const aborted = AbortSignal.abort();
      await expect(target().platform.facts(aborted)).rejects.toThrow();
    });
  });
}

export async function begin({ platform, node }: TargetUnderTest) {
  const migrationId = randomUUID();
  const shell = { migrationId, node, vmid: undefined, name: 'contract', pool: undefined, note: 'made by a test' };
  return { platform, migrationId, shell, vm: await platform.createShell(shell, noAbort) };
}

/** A definition with one small disk on each storage. */
export async function defined(
  { platform, storages, bridge }: TargetUnderTest,
  vm: TargetVm,
  migrationId: string,
  firmware: 'bios' | 'uefi',
): Promise<VmDefinition> {
  const disks: VmDefinition['disks'] = [];
  for (const [index, { name: storage, format }] of storages.entries()) {
    const request = { migrationId, index, storage, format, capacityBytes: 4 * 1024 * 1024 };
    disks.push({ index, volume: (await platform.allocateVolume(vm, request, noAbort)).volume });
  }
  return {
    migrationId,
    name: 'contract',
    description: 'Made by a test.',
    uuid: randomUUID(),
    firmware,
    secureBoot: false,
    efiStorage: storages[0]?.name ?? '',
    cpus: 1,
    coresPerSocket: 1,
    cpuType: 'x86-64-v2-AES',
    memoryMiB: 64,
    guestFamily: 'linux',
    osType: 'l26',
    controller: firmware === 'uefi' ? 'virtio' : 'pvscsi',
    disks,
    nics: [{ model: 'vmxnet3', mac: '00:50:56:00:00:01', bridge, vlan: undefined, connected: true }],
    boot: [
      { kind: 'network', position: 0 },
      { kind: 'cdrom' },
      ...disks.map((_, position) => ({ kind: 'disk' as const, position })),
    ],
    tags: ['contract'],
    startOnBoot: false,
  };
}
