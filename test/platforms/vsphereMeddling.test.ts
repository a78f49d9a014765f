import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { DiskLocation } from '../../ports/diskLocation.ts';
import { openSource } from '../../transfer/openSource.ts';
import { ReadDesk } from '../../transfer/reading/readDesk.ts';
import { collect } from './collect.ts';
import { drain, readRange } from './readLocation.ts';
import { useVsphereLab, type VsphereLabForTests } from './useVsphereLab.ts';

const signal = AbortSignal.timeout(280_000);
let lab: VsphereLabForTests;

beforeAll(async () => {
  lab = await useVsphereLab({ taskMilliseconds: 20, leaseTimeoutSeconds: 5 });
});

afterEach(() => lab.lab.world.faults.disarmAll());

const vmOf = (name: string) => lab.machine(name).id;
const request = (name: string, quiesce = false) => ({ name, description: 'test', quiesce });
const struck = () => expect(lab.lab.world.faults.list()).toEqual([]);
const take = (vm: string, name: string, quiesce = false) =>
  lab.platform.createSnapshot(vm, request(name, quiesce), signal);
const snapshots = async (vm: string) =>
  (await lab.platform.listSnapshots(vm, signal)).map(({ ref, name }) => ({ ref, name }));

async function cleanUp(vm: string): Promise<void> {
  for (const { ref } of await snapshots(vm)) await lab.platform.removeSnapshot(vm, ref, signal);
}

/** Change ids of a round that is over, by disk. */
async function tracked(vm: string) {
  await lab.platform.enableChangeTracking(vm, request('drover-change-tracking'), signal);
  const first = await take(vm, 'first');
  await lab.platform.removeSnapshot(vm, first.ref, signal);
  return first.disks;
}

describe('a task', () => {
  it('task-cancelled: by somebody else: may be asked for again, and is', async () => {
    const vm = vmOf('herd-01');
    lab.arm('task-cancelled', { operation: 'CreateSnapshot_Task', vm });
    await expect(take(vm, 'cancelled')).rejects.toMatchObject({ code: 'platform.stalled' });
    await take(vm, 'cancelled');
    expect(await snapshots(vm)).toHaveLength(1);
    await cleanUp(vm);
    struck();
  });

  it('question-pending: the question is told, and what waited for the answer is found, not made twice', async () => {
    const machine = lab.machine('herd-02');
    lab.arm('question-pending', { operation: 'CreateSnapshot_Task', vm: machine.id });
    const asked = {
      code: 'platform.conflict',
      evidence: expect.arrayContaining([expect.stringMatching('no more space')]),
    };
    await expect(take(machine.id, 'asks')).rejects.toMatchObject(asked);
    await expect(take(machine.id, 'asks')).rejects.toMatchObject(asked);
    machine.question = undefined;
    await take(machine.id, 'asks');
    expect(await snapshots(machine.id)).toHaveLength(1);
    await cleanUp(machine.id);
    struck();
  });

  it('host-maintenance: parks, and says so', async () => {
    const vm = vmOf('herd-02');
    lab.arm('host-maintenance', { operation: 'CreateSnapshot_Task', vm });
    const told = { code: 'platform.conflict', message: expect.stringMatching('maintenance') };
    await expect(take(vm, 'maintenance')).rejects.toMatchObject(told);
    expect(await snapshots(vm)).toEqual([]);
    struck();
  });
});

describe('a snapshot', () => {
  it('snapshot-reverted: a VM that was reverted is compared as a whole', async () => {
    const machine = lab.machine('herd-03');
    const vm = machine.id;
    await tracked(vm);
    const second = await take(vm, 'second');
    const [disk] = second.disks;
    if (disk?.changeId == null) throw new Error('no change id');
    const { key, capacityBytes, changeId: since } = disk;
    const offset = capacityBytes - 65_536;
    const before = await machine.backing.readSnapshot(second.ref, key, offset, 512);
    await machine.backing.write(key, offset, Buffer.alloc(512, 7));
    lab.arm('snapshot-reverted', { vm });
    await lab.platform.removeSnapshot(vm, second.ref, signal);
    const third = await take(vm, 'third');
    expect((await machine.backing.readSnapshot(third.ref, key, offset, 512)).equals(before)).toBe(true);
    const query = { vm, snapshot: third.ref, diskId: disk.id, diskKey: key, capacityBytes, since };
    const lost = { code: 'source.tracking-lost' };
    await expect(collect(lab.platform.changedExtents(query, signal))).rejects.toMatchObject(lost);
    await cleanUp(vm);
    struck();
  });

  it('current-snapshot-unset: the tree is believed', async () => {
    const machine = lab.machine('herd-04');
    lab.arm('current-snapshot-unset', { vm: machine.id });
    const { ref } = await take(machine.id, 'untold');
    expect(await take(machine.id, 'untold')).toMatchObject({ ref });
    expect(await snapshots(machine.id)).toEqual([{ ref, name: 'untold' }]);
    await lab.platform.removeSnapshot(machine.id, ref, signal);
    expect(machine.snapshots).toEqual([]);
    struck();
  });

  it('quiesce-hangs: is waited for, asked for once more, and then crash-consistent', async () => {
    const vm = vmOf('herd-05');
    lab.arm('quiesce-hangs', { vm, milliseconds: 200 }, 2);
    expect(await take(vm, 'hangs', true)).toMatchObject({ quiesced: false });
    expect(await snapshots(vm)).toHaveLength(1);
    await cleanUp(vm);
    struck();
  });

  it('quiesce-untrue: is not called quiesced because the task ended well', async () => {
    const vm = vmOf('herd-05');
    lab.arm('quiesce-untrue', { vm });
    expect(await take(vm, 'untrue', true)).toMatchObject({ quiesced: false });
    await cleanUp(vm);
    struck();
  });
});

describe('the disks of a VM', () => {
  it('disk-moved: changes are those of the disk, not of the one that has its place now', async () => {
    const machine = lab.machine('app-mixed');
    const vm = machine.id;
    const before = await tracked(vm);
    const [one, two] = before;
    if (one?.changeId == null || two?.changeId == null) throw new Error('no change ids');
    await machine.backing.write(one.key, 3 * 65_536, Buffer.alloc(512, 1));
    await machine.backing.write(two.key, 5 * 65_536, Buffer.alloc(512, 2));
    lab.arm('disk-moved', { vm, diskKey: one.key });
    const next = await take(vm, 'moved');
    expect(next.disks.find(({ id }) => id === one.id)?.key).toBe(two.key);
    for (const [disk, offset] of [
      [one, 3 * 65_536],
      [two, 5 * 65_536],
    ] as const) {
      const { id: diskId, key: diskKey, capacityBytes, changeId } = disk;
      const query = { vm, snapshot: next.ref, diskId, diskKey, capacityBytes, since: changeId ?? '' };
      const changed = (await collect(lab.platform.changedExtents(query, signal))).flat();
      expect(changed.some(({ start, length }) => start <= offset && offset < start + length)).toBe(true);
    }
    await cleanUp(vm);
    struck();
  });

  it('disk-relocated: a disk is known by its id, and read where it is now', async () => {
    const machine = lab.machine('herd-07');
    const vm = machine.id;
    const [disk] = await tracked(vm);
    if (disk?.changeId == null) throw new Error('no change id');
    const { id: diskId, key: diskKey, capacityBytes, changeId: since } = disk;
    await machine.backing.write(diskKey, 3 * 65_536, Buffer.alloc(512, 3));
    lab.arm('disk-relocated', { vm });
    const { ref: snapshot, disks } = await take(vm, 'relocated');
    expect(disks).toMatchObject([{ id: diskId, capacityBytes }]);
    expect(disks[0]?.file).not.toBe(disk.file);
    const query = { vm, snapshot, diskId, diskKey, capacityBytes, since };
    const changed = (await collect(lab.platform.changedExtents(query, signal))).flat();
    expect(changed).toContainEqual(expect.objectContaining({ start: 3 * 65_536 }));
    const location = await lab.platform.locate({ vm, snapshot, diskId, transport: 'https' }, signal);
    expect(await readRange(asRanges(location), 3 * 65_536, 512)).toEqual(Buffer.alloc(512, 3));
    await cleanUp(vm);
    struck();
  });

  it('disk-added: is seen in the next snapshot', async () => {
    const vm = vmOf('herd-08');
    lab.arm('disk-added', { vm });
    expect((await take(vm, 'added')).disks).toHaveLength(2);
    await cleanUp(vm);
    struck();
  });
});

describe('the VM itself', () => {
  it('vm-renamed: counts by its reference', async () => {
    const vm = vmOf('herd-09');
    lab.arm('vm-renamed', { vm });
    await take(vm, 'renamed');
    expect(await lab.platform.describe(vm, signal)).toMatchObject({ ref: vm, name: 'herd-09-renamed' });
    await cleanUp(vm);
    struck();
  });

  it('vm-moved-mid-read: a range is read again, an export begun again', async () => {
    const machine = lab.machine('powered-off');
    const vm = machine.id;
    const [disk] = (await lab.platform.describe(vm, signal)).disks;
    const at = { vm, snapshot: undefined, diskId: disk?.id ?? '' };
    const ranges = asRanges(await lab.platform.locate({ ...at, transport: 'https' }, signal));
    const whole = await readRange(ranges, 0, 131_072);
    const { host } = machine.placement;
    lab.arm('vm-moved-mid-read', { vm, transport: 'folder' });
    const opened = await openSource(ranges, new ReadDesk(), signal);
    if (opened.kind !== 'blocks') throw new Error('no blocks');
    expect(Buffer.from(await opened.source.read(0, 131_072, signal))).toEqual(whole);
    await opened.source.close();
    expect(machine.placement.host).not.toBe(host);

    const location = await lab.platform.locate({ ...at, transport: 'nfc' }, signal);
    if (location.transport !== 'nfc') throw new Error('another transport');
    lab.arm('vm-moved-mid-read', { vm, transport: 'nfc' });
    const first = await location.open(signal);
    const again = expect.stringMatching(/^(platform.stalled|transfer.stream-truncated)$/);
    await expect(drain(first)).rejects.toMatchObject({ code: again });
    await first.abort();
    const second = await location.open(signal);
    const { head: _head, ...seen } = await drain(second);
    await second.complete(seen);
    expect(machine.leases.size).toBe(0);
    struck();
  });
});

function asRanges(location: DiskLocation) {
  if (location.transport !== 'https') throw new Error('another transport');
  return location;
}
