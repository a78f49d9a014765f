import { beforeAll, describe, expect, it } from 'vitest';
import type { VmSpec } from '../../contract/vm.ts';
import type { Extent } from '../../ports/extent.ts';
import type { SourcePlatform } from '../../ports/sourcePlatform.ts';
import { collect } from './collect.ts';

export interface ContractSubject {
  platform: SourcePlatform;
  /** A powered-on VM without snapshots that nobody else uses. */
  vm: string;
}

/** What every source platform must do, whatever is behind it. */
export function sourcePlatformContract(name: string, subject: () => ContractSubject): void {
  describe(`${name} as a source platform`, () => {
    const signal = AbortSignal.timeout(240_000);
    let platform: SourcePlatform;
    let vm: string;
    let spec: VmSpec;

    beforeAll(async () => {
      ({ platform, vm } = subject());
      spec = await platform.describe(vm, signal);
    });

    it('tells product, version, identity and clock', async () => {
      const about = await platform.about(signal);
      expect(about.product).not.toBe('');
      expect(about.version).toMatch(/^\d+\./);
      expect(about.instance).not.toBe('');
      expect(Date.parse(about.time ?? '')).not.toBeNaN();
    });

    it('lists each VM once, with what describe says of it', async () => {
      const rows = await collect(platform.inventory(signal));
      expect(new Set(rows.map((row) => row.ref)).size).toBe(rows.length);
      const capacityBytes = spec.disks.reduce((sum, disk) => sum + disk.capacityBytes, 0);
      const { ref, name: title, path, power, firmware, cpus, memoryMiB } = spec;
      expect(rows.find((row) => row.ref === vm)).toMatchObject({
        ...{ ref, name: title, path, power, firmware, cpus, memoryMiB, capacityBytes },
        diskCount: spec.disks.length,
        snapshotCount: 0,
        networks: [...new Set(spec.nics.map((nic) => nic.network))].filter((network) => network !== '').sort(),
        datastores: [...new Set(spec.disks.map((disk) => disk.datastore))].sort(),
      });
    });

    it('describes disks and NICs that can be told apart', () => {
      expect(spec.disks.length).toBeGreaterThan(0);
      expect(new Set(spec.disks.map((disk) => disk.id)).size).toBe(spec.disks.length);
      expect(new Set(spec.disks.map((disk) => disk.key)).size).toBe(spec.disks.length);
      for (const nic of spec.nics) expect(nic.mac).toMatch(/^([0-9a-f]{2}:){5}[0-9a-f]{2}$/);
    });

    it('answers many at once', async () => {
      const specs = await Promise.all(Array.from({ length: 12 }, () => platform.describe(vm, signal)));
      expect(new Set(specs.map((one) => one.uuid))).toEqual(new Set([spec.uuid]));
    });

    it('says not-found of a VM that is not there', async () => {
      await expect(platform.describe('vm-999999', signal)).rejects.toMatchObject({ code: 'platform.not-found' });
      await expect(platform.powerState('vm-999999', signal)).rejects.toMatchObject({ code: 'platform.not-found' });
    });

    it('stops when it is told to', async () => {
      const stopped = AbortSignal.abort(new Error('enough'));
      await expect(platform.describe(vm, stopped)).rejects.toThrow('enough');
      await expect(collect(platform.inventory(stopped))).rejects.toThrow('enough');
    });

    it('takes a snapshot once per name, and removes it for good', async () => {
      const request = { name: 'contract-round-1', description: 'contract', quiesce: false };
      const [first, second] = [
        await platform.createSnapshot(vm, request, signal),
        await platform.createSnapshot(vm, request, signal),
      ];
      expect(second).toEqual(first);
      expect(first).toMatchObject({ name: request.name, quiesced: false });
      expect(first.disks.map(({ id, key, capacityBytes }) => ({ id, key, capacityBytes }))).toEqual(
        spec.disks.map(({ id, key, capacityBytes }) => ({ id, key, capacityBytes })),
      );
      expect(await platform.readSnapshot(vm, first.ref, signal)).toEqual(first);
      expect((await platform.listSnapshots(vm, signal)).map((entry) => entry.name)).toEqual([request.name]);
      await platform.removeSnapshot(vm, first.ref, signal);
      await platform.removeSnapshot(vm, first.ref, signal);
      expect(await platform.listSnapshots(vm, signal)).toEqual([]);
      await expect(platform.readSnapshot(vm, first.ref, signal)).rejects.toMatchObject({ code: 'platform.not-found' });
    });

    it('never removes children with a snapshot', async () => {
      const parent = await platform.createSnapshot(vm, { name: 'parent', description: '', quiesce: false }, signal);
      const child = await platform.createSnapshot(vm, { name: 'child', description: '', quiesce: false }, signal);
      await platform.removeSnapshot(vm, parent.ref, signal);
      expect((await platform.listSnapshots(vm, signal)).map((entry) => entry.ref)).toEqual([child.ref]);
      await platform.removeSnapshot(vm, child.ref, signal);
      expect(await platform.listSnapshots(vm, signal)).toEqual([]);
    });

    it('tells what changed over the whole disk, or that it cannot', async () => {
      const [disk] = spec.disks;
      if (disk === undefined) throw new Error('no disk');
      const snapshot = await platform.createSnapshot(vm, { name: 'changes', description: '', quiesce: false }, signal);
      const query = { vm, snapshot: snapshot.ref, diskKey: disk.key, capacityBytes: disk.capacityBytes, since: '*' };
      try {
        const pages: Extent[][] = await collect(platform.changedExtents(query, signal));
        let end = 0;
        for (const extent of pages.flat()) {
          expect(extent.start).toBeGreaterThanOrEqual(end);
          end = extent.start + extent.length;
        }
        expect(end).toBeLessThanOrEqual(disk.capacityBytes);
      } catch (error) {
        expect(error).toMatchObject({ code: expect.stringMatching(/^(platform.unsupported|source.tracking-lost)$/) });
      } finally {
        await platform.removeSnapshot(vm, snapshot.ref, signal);
      }
    });

    it('refuses transports that it does not have, and disks that are not there', async () => {
      const missing = (['https', 'nfc', 'nbd'] as const).find((one) => !platform.capabilities.transports.includes(one));
      if (missing !== undefined) {
        const disk = spec.disks[0]?.id ?? '';
        expect(await platform.probeTransport(vm, disk, missing, signal)).not.toBeNull();
        const request = { vm, snapshot: undefined, diskId: disk, transport: missing };
        await expect(platform.locate(request, signal)).rejects.toMatchObject({ code: 'platform.unsupported' });
      }
      const request = { vm, snapshot: undefined, diskId: 'nobody', transport: 'https' as const };
      await expect(platform.locate(request, signal)).rejects.toMatchObject({ code: 'platform.not-found' });
    });

    it('names no privilege that an administrator lacks', async () => {
      expect(await platform.missingPrivileges(vm, signal)).toEqual([]);
      expect(await platform.missingPrivileges(undefined, signal)).toEqual([]);
    });

    it('tells a start that is over from none', async () => {
      await platform.powerOff(vm, signal);
      const before = await platform.lastStart(vm, signal);
      expect(before).not.toBeNull();
      expect(await platform.lastStart(vm, signal)).toBe(before);
      await platform.powerOn(vm, signal);
      await platform.powerOff(vm, signal);
      expect(await platform.lastStart(vm, signal)).not.toBe(before);
      await platform.powerOn(vm, signal);
    });

    it('switches off and on, and takes being there for success', async () => {
      await platform.powerOff(vm, signal);
      await platform.powerOff(vm, signal);
      expect(await platform.powerState(vm, signal)).toBe('off');
      await platform.powerOn(vm, signal);
      await platform.powerOn(vm, signal);
      expect(await platform.powerState(vm, signal)).toBe('on');
    });
  });
}
