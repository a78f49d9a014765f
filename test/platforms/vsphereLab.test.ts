import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { trackingSnapshotName } from '../../domain/names.ts';
import { testVsphereConnection } from '../../platforms/vsphere/testConnection.ts';
import { createVspherePlatform } from '../../platforms/vsphere/vspherePlatform.ts';
import type { DiskLocation, ExportLocation, RangeLocation } from '../../ports/diskLocation.ts';
import type { Extent } from '../../ports/extent.ts';
import type { SourceSnapshot } from '../../ports/sourcePlatform.ts';
import { collect } from './collect.ts';
import { drain, readRange } from './readLocation.ts';
import { sourcePlatformContract } from './sourcePlatformContract.ts';
import { useVsphereLab, type VsphereLabForTests } from './useVsphereLab.ts';

const signal = AbortSignal.timeout(280_000);
const block = 65_536;
const stun = { name: trackingSnapshotName(randomUUID()), description: 'test' };
let lab: VsphereLabForTests;

beforeAll(async () => {
  // Tiny pages, so that every question takes several.
  lab = await useVsphereLab({
    taskMilliseconds: 40,
    objectsPerPage: 7,
    changedAreasPerPage: 3,
    changedRangePerPage: 4 * 1024 * 1024,
    shutdownMilliseconds: 50,
  });
});

sourcePlatformContract('the vSphere lab', () => ({
  platform: createVspherePlatform(lab.credentials('administrator')),
  vm: lab.machine('herd-01').id,
}));

function ranges(location: DiskLocation): RangeLocation {
  if (location.transport !== 'https') throw new Error('another transport');
  return location;
}

function exports(location: DiskLocation): ExportLocation {
  if (location.transport !== 'nfc') throw new Error('another transport');
  return location;
}

async function snapshotOf(vm: string, name: string): Promise<SourceSnapshot> {
  return lab.platform.createSnapshot(vm, { name, description: 'test', quiesce: false }, signal);
}

describe('connection test', () => {
  it('is content with the least privileges and names what a reader lacks', async () => {
    expect(await testVsphereConnection(lab.credentials('migrator'))).toMatchObject({ ok: true, missingPrivileges: [] });
    const reader = await testVsphereConnection(lab.credentials('readonly'));
    expect(reader.steps.at(-1)).toMatchObject({ name: 'privileges', ok: false });
    expect(reader.missingPrivileges).toContain('VirtualMachine.State.CreateSnapshot');
    expect(reader.missingPrivileges).not.toContain('System.View');
  });
});

describe('calls of a round', () => {
  it('are as few after many rounds as after the first', async () => {
    const { faults } = lab.lab.world;
    const vm = lab.machine('herd-09').id;
    const counted = faults.arm({ name: 'answer-stalls', match: { milliseconds: 0 }, count: 0 });
    const calls = () => faults.list().find(({ id }) => id === counted.id)?.struck ?? Number.NaN;
    const costs: number[] = [];
    for (let round = 0; round < 4; round += 1) {
      const snapshot = await snapshotOf(vm, `round-${round}`);
      const made = calls();
      await lab.platform.listSnapshots(vm, signal);
      costs.push(calls() - made);
      await lab.platform.removeSnapshot(vm, snapshot.ref, signal);
    }
    faults.disarm(counted.id);
    // The VM's recent tasks, and its snapshots.
    expect(costs).toEqual([2, 2, 2, 2]);
  });
});

describe('awkward VMs', () => {
  it.each<[string, object]>([
    ['win2019-sql', { firmware: 'uefi', secureBoot: true, guest: { family: 'windows' }, bootDisks: [2001] }],
    ['win2019-sql', { bootSequence: [{ kind: 'network', key: 4000 }, { kind: 'cdrom' }, { kind: 'disk', key: 2001 }] }],
    ['win11-vtpm', { vtpm: true, encrypted: true, disks: [{ bus: 'nvme', controller: 'nvme' }] }],
    ['old-vmx04', { hardwareVersion: 4, changeTracking: { supported: false }, disks: [{ controller: 'buslogic' }] }],
    ['no-tools', { tools: 'not-installed' }],
    ['tools-stopped', { tools: 'not-running' }],
    ['rac-node-1', { disks: [{ shared: false }, { shared: true }] }],
    ['rdm-physical', { disks: [{ backing: 'flat' }, { backing: 'rdm-physical' }] }],
    ['encrypted-disk', { disks: [{ encrypted: true }] }],
    ['no-disks', { disks: [] }],
    ['on-vsan', { disks: [{ datastoreType: 'vsan' }] }],
    ['has-snapshots', { snapshots: [{ name: 'before-upgrade' }, { name: 'before-upgrade-2' }] }],
    ['golden-template', { template: true }],
    ['suspended', { power: 'suspended' }],
    ['asks-question', { question: expect.stringContaining('moved or copied') }],
    ['on-lost-host', { connection: 'disconnected' }],
    ['inaccessible', { connection: 'inaccessible', disks: [], hardwareVersion: 0 }],
    ['sriov-router', { nics: [{ model: 'sriov', networkKind: 'distributed' }] }],
    [
      'gpu-passthrough',
      { passthrough: [expect.stringContaining('VirtualPCIPassthrough'), ...[1, 2].map(() => expect.anything())] },
    ],
    ['second-datacenter', { path: 'Lab%2fTwo/vm', datacenter: 'Lab/Two' }],
  ])('%s', async (name, expected) => {
    expect(await lab.platform.describe(lab.machine(name).id, signal)).toMatchObject(expected);
  });
});

describe('a warm cycle', () => {
  it('tells every block written between two snapshots of a running VM, and reads its frozen bytes', async () => {
    const machine = lab.machine('herd-04');
    const vm = machine.id;
    await lab.platform.enableChangeTracking(vm, stun, signal);
    expect((await lab.platform.describe(vm, signal)).changeTracking).toEqual({ supported: true, enabled: true });
    const first = await snapshotOf(vm, 'round-1');
    const [disk] = first.disks;
    if (disk?.changeId == null) throw new Error('no change id');

    const inUse = { vm, snapshot: first.ref, diskKey: disk.key, capacityBytes: disk.capacityBytes, since: '*' };
    const pages = await collect(lab.platform.changedExtents(inUse, signal));
    expect(pages.length).toBeGreaterThan(4);

    const https = { vm, snapshot: first.ref, diskId: disk.id, transport: 'https' as const };
    const location = ranges(await lab.platform.locate(https, signal));
    expect(location.capacityBytes).toBe(disk.capacityBytes);
    const frozen = await machine.backing.readSnapshot(first.ref, disk.key, 0, 4 * block);
    expect(await readRange(location, 0, 4 * block)).toEqual(frozen);

    const written = [0, 3, 5, 7, 9, 11, 200, 300, 511].map((index) => index * block);
    for (const offset of written) await machine.backing.write(disk.key, offset, Buffer.alloc(512, 0xa5));
    expect(await readRange(location, 0, 4 * block)).toEqual(frozen);
    await lab.platform.removeSnapshot(vm, first.ref, signal);

    const second = await snapshotOf(vm, 'round-2');
    const delta = { ...inUse, snapshot: second.ref, since: disk.changeId };
    const changed: Extent[] = (await collect(lab.platform.changedExtents(delta, signal))).flat();
    for (const offset of written) {
      expect(changed.some(({ start, length }) => start <= offset && offset < start + length)).toBe(true);
    }
    const again = ranges(await lab.platform.locate({ ...https, snapshot: second.ref }, signal));
    expect((await readRange(again, 511 * block, 512)).equals(Buffer.alloc(512, 0xa5))).toBe(true);
    await lab.platform.removeSnapshot(vm, second.ref, signal);
  });

  it('asks no snapshot of a VM that is off', async () => {
    const machine = lab.machine('herd-05');
    const vm = machine.id;
    await lab.platform.enableChangeTracking(vm, stun, signal);
    const snapshot = await snapshotOf(vm, 'before');
    const [disk] = snapshot.disks;
    if (disk?.changeId == null) throw new Error('no change id');
    await lab.platform.removeSnapshot(vm, snapshot.ref, signal);
    // Behind the first MiB, which its guest writes over until it is off.
    await machine.backing.write(disk.key, 100 * block, Buffer.alloc(512, 1));
    await lab.platform.shutdownGuest(vm, signal);
    await expect.poll(() => lab.platform.powerState(vm, signal), { timeout: 20_000 }).toBe('off');
    const query = {
      vm,
      snapshot: undefined,
      diskKey: disk.key,
      capacityBytes: disk.capacityBytes,
      since: disk.changeId,
    };
    const changed = (await collect(lab.platform.changedExtents(query, signal))).flat();
    expect(changed.some(({ start, length }) => start <= 100 * block && 100 * block < start + length)).toBe(true);
    const request = { vm, snapshot: undefined, diskId: disk.id, transport: 'https' as const };
    const location = ranges(await lab.platform.locate(request, signal));
    expect((await readRange(location, 100 * block, 512)).equals(Buffer.alloc(512, 1))).toBe(true);
    expect(await lab.platform.probeTransport(vm, disk.id, 'https', signal)).toBeNull();
    expect(await lab.platform.probeTransport(vm, disk.id, 'nfc', signal)).toBeNull();
  });

  it('finds files below names that need encoding', async () => {
    const machine = lab.machine('Ümläut & <tags> %2f slash');
    const snapshot = await snapshotOf(machine.id, 'encoded');
    const [disk] = snapshot.disks;
    const request = { vm: machine.id, snapshot: snapshot.ref, diskId: disk?.id ?? '', transport: 'https' as const };
    const location = ranges(await lab.platform.locate(request, signal));
    const frozen = await machine.backing.readSnapshot(snapshot.ref, disk?.key ?? 0, 0, 512);
    expect(await readRange(location, 0, 512)).toEqual(frozen);
    await lab.platform.removeSnapshot(machine.id, snapshot.ref, signal);
  });

  it('reads a disk to its odd end', async () => {
    const machine = lab.machine('odd-sizes');
    const snapshot = await snapshotOf(machine.id, 'odd');
    for (const disk of snapshot.disks) {
      const request = { vm: machine.id, snapshot: snapshot.ref, diskId: disk.id, transport: 'https' as const };
      const location = ranges(await lab.platform.locate(request, signal));
      const tail = await machine.backing.readSnapshot(snapshot.ref, disk.key, disk.capacityBytes - 512, 512);
      expect(await readRange(location, disk.capacityBytes - 512, 512)).toEqual(tail);
    }
    await lab.platform.removeSnapshot(machine.id, snapshot.ref, signal);
  });
});

describe('disks that https cannot read', () => {
  it.each([
    ['has-snapshots', 'older snapshot'],
    ['on-vsan', 'vsan'],
    ['se-sparse', 'sesparse'],
    ['encrypted-disk', 'encrypted'],
    ['independent-disk', 'snapshots leave out'],
    ['rdm-virtual', 'rdm-virtual'],
  ])('%s: %s', async (name, reason) => {
    const vm = lab.machine(name).id;
    const disk = (await lab.platform.describe(vm, signal)).disks.at(-1);
    expect(await lab.platform.probeTransport(vm, disk?.id ?? '', 'https', signal)).toContain(reason);
  });

  it('is told only what a running VM without a snapshot can tell', async () => {
    const vm = lab.machine('herd-06').id;
    const [disk] = (await lab.platform.describe(vm, signal)).disks;
    expect(await lab.platform.probeTransport(vm, disk?.id ?? '', 'https', signal)).toBeNull();
    expect(await lab.platform.probeTransport(vm, disk?.id ?? '', 'nfc', signal)).toBeNull();
  });
});

describe('change tracking', () => {
  it('is finished by the next call when a process died between its steps', async () => {
    const vm = lab.machine('tracked-already').id;
    const left = await snapshotOf(vm, trackingSnapshotName(randomUUID()));
    expect((await lab.platform.describe(vm, signal)).changeTracking.enabled).toBe(false);
    await lab.platform.enableChangeTracking(vm, stun, signal);
    expect((await lab.platform.describe(vm, signal)).changeTracking.enabled).toBe(true);
    expect((await lab.platform.listSnapshots(vm, signal)).map((entry) => entry.ref)).not.toContain(left.ref);
  });
});

describe('an abort', () => {
  it('leaves no snapshot of change tracking behind', async () => {
    const machine = lab.machine('herd-09');
    const abort = new AbortController();
    const enabling = lab.platform.enableChangeTracking(machine.id, stun, abort.signal);
    await expect.poll(() => machine.snapshots.length, { interval: 5 }).toBe(1);
    abort.abort(new Error('cancelled'));
    await expect(enabling).rejects.toThrow('cancelled');
    expect(await lab.platform.listSnapshots(machine.id, signal)).toEqual([]);
  });

  it('does not hide a snapshot that is being made from the next list', async () => {
    const machine = lab.machine('herd-10');
    const abort = new AbortController();
    const request = { name: 'interrupted', description: '', quiesce: false };
    const creating = lab.platform.createSnapshot(machine.id, request, abort.signal);
    await expect.poll(() => machine.busyWith, { interval: 1 }).toBeDefined();
    abort.abort(new Error('cancelled'));
    await expect(creating).rejects.toThrow('cancelled');
    const [left] = await lab.platform.listSnapshots(machine.id, signal);
    expect(left?.name).toBe('interrupted');
    await lab.platform.removeSnapshot(machine.id, left?.ref ?? '', signal);
  });
});

describe('change tracking that cannot be had', () => {
  it('refuses while somebody else has snapshots', async () => {
    const vm = lab.machine('has-snapshots').id;
    await expect(lab.platform.enableChangeTracking(vm, stun, signal)).rejects.toMatchObject({
      code: 'platform.conflict',
    });
  });

  it('refuses hardware that is too old', async () => {
    const vm = lab.machine('old-vmx04').id;
    await expect(lab.platform.enableChangeTracking(vm, stun, signal)).rejects.toMatchObject({
      code: 'platform.unsupported',
    });
  });
});

describe('export leases', () => {
  it('serve several disks of one lease at once, and then one in turn', async () => {
    const machine = lab.machine('win2019-sql');
    const snapshot = await snapshotOf(machine.id, 'export');
    const locations = await Promise.all(
      snapshot.disks.map((disk) =>
        lab.platform.locate({ vm: machine.id, snapshot: snapshot.ref, diskId: disk.id, transport: 'nfc' }, signal),
      ),
    );
    const streams = await Promise.all(locations.map((location) => exports(location).open(signal)));
    expect(machine.leases.size).toBe(1);
    await Promise.all(
      streams.map(async (stream) => {
        const { head, ...seen } = await drain(stream);
        expect(head.subarray(0, 4).toString()).toBe('KDMV');
        stream.progress(1);
        await stream.complete(seen);
      }),
    );
    expect(machine.leases.size).toBe(0);
    for (const location of locations) {
      const stream = await exports(location).open(signal);
      const { head: _head, ...seen } = await drain(stream);
      await stream.complete(seen);
    }
    expect(machine.leases.size).toBe(0);
    await lab.platform.removeSnapshot(machine.id, snapshot.ref, signal);
  });

  it('are one at a time for a VM, and end when the reader gives up', async () => {
    const machine = lab.machine('powered-off');
    const [disk] = (await lab.platform.describe(machine.id, signal)).disks;
    const request = { vm: machine.id, snapshot: undefined, diskId: disk?.id ?? '', transport: 'nfc' as const };
    const stream = await exports(await lab.platform.locate(request, signal)).open(signal);
    expect(machine.leases.size).toBe(1);
    const other = createVspherePlatform(lab.credentials('migrator'));
    const second = exports(await other.locate(request, signal));
    await expect(second.open(signal)).rejects.toMatchObject({ code: 'platform.busy' });
    await other.close();
    await stream.abort();
    await stream.abort();
    expect(machine.leases.size).toBe(0);
  });

  it('end with the connection', async () => {
    const machine = lab.machine('powered-off');
    const other = createVspherePlatform(lab.credentials('migrator'));
    const [disk] = (await other.describe(machine.id, signal)).disks;
    const request = { vm: machine.id, snapshot: undefined, diskId: disk?.id ?? '', transport: 'nfc' as const };
    const location = exports(await other.locate(request, signal));
    await Promise.all([location.open(signal), location.open(signal)]);
    expect(machine.leases.size).toBe(1);
    await other.close();
    expect(machine.leases.size).toBe(0);
  });

  it('compare what arrived with the manifest', async () => {
    const machine = lab.machine('powered-off');
    const [disk] = (await lab.platform.describe(machine.id, signal)).disks;
    const request = { vm: machine.id, snapshot: undefined, diskId: disk?.id ?? '', transport: 'nfc' as const };
    const stream = await exports(await lab.platform.locate(request, signal)).open(signal);
    const { bytes } = await drain(stream);
    const seen = { bytes, sha1: '0'.repeat(40) };
    await expect(stream.complete(seen)).rejects.toMatchObject({ code: 'platform.corrupt' });
    expect(machine.leases.size).toBe(0);
  });

  it('are refused for a running VM without a snapshot, and for encrypted disks', async () => {
    const running = lab.machine('herd-07').id;
    const [disk] = (await lab.platform.describe(running, signal)).disks;
    const request = { vm: running, snapshot: undefined, diskId: disk?.id ?? '', transport: 'nfc' as const };
    await expect(lab.platform.locate(request, signal)).rejects.toMatchObject({ code: 'platform.conflict' });
    const secret = lab.machine('encrypted-disk').id;
    const [sealed] = (await lab.platform.describe(secret, signal)).disks;
    expect(await lab.platform.probeTransport(secret, sealed?.id ?? '', 'nfc', signal)).toContain('encrypted');
  });
});

describe('what the login may not do', () => {
  it('is told by the privilege that is missing', async () => {
    const reader = createVspherePlatform(lab.credentials('readonly'));
    const vm = lab.machine('herd-08').id;
    const request = { name: 'x', description: '', quiesce: false };
    await expect(reader.createSnapshot(vm, request, signal)).rejects.toMatchObject({
      code: 'platform.forbidden',
      message: expect.stringContaining('VirtualMachine.State.CreateSnapshot'),
    });
    const off = lab.machine('powered-off').id;
    const [disk] = (await reader.describe(off, signal)).disks;
    const location = { vm: off, snapshot: undefined, diskId: disk?.id ?? '', transport: 'https' as const };
    await expect(reader.locate(location, signal)).rejects.toMatchObject({
      code: 'platform.forbidden',
      message: expect.stringContaining('Datastore.Browse'),
    });
    expect(await reader.missingPrivileges(vm, signal)).toContain('VirtualMachine.Provisioning.DiskRandomRead');
    await reader.close();
  });
});
