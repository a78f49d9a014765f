import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createVspherePlatform } from '../../platforms/vsphere/vspherePlatform.ts';
import type { DiskLocation } from '../../ports/diskLocation.ts';
import { inflateInto } from '../../transfer/engine/inflateInto.ts';
import { openRangeSource } from '../../transfer/https/rangeSource.ts';
import { openSource } from '../../transfer/openSource.ts';
import { ReadDesk } from '../../transfer/reading/readDesk.ts';
import { collect } from './collect.ts';
import { useVsphereLab, type VsphereLabForTests } from './useVsphereLab.ts';

const signal = AbortSignal.timeout(280_000);
let lab: VsphereLabForTests;

beforeAll(async () => {
  lab = await useVsphereLab({ taskMilliseconds: 20, leaseTimeoutSeconds: 5 });
});

afterEach(() => lab.lab.world.faults.disarmAll());

const vmOf = (name: string) => lab.machine(name).id;
const request = (name: string) => ({ name, description: 'test', quiesce: false });
const struck = () => expect(lab.lab.world.faults.list()).toEqual([]);

describe('something in front of the server', () => {
  it.each(['http-502', 'http-302', 'answer-empty', 'answer-truncated'])('%s: a read is sent again', async (fault) => {
    lab.arm(fault, { operation: 'RetrievePropertiesEx' });
    expect(await lab.platform.powerState(vmOf('herd-01'), signal)).toBe('on');
    struck();
  });

  it.each(['http-502', 'http-302', 'answer-empty', 'answer-truncated'])(
    '%s: a change is looked for, never repeated blindly',
    async (fault) => {
      const vm = vmOf('herd-02');
      lab.arm(fault, { operation: 'CreateSnapshot_Task' });
      const make = () => lab.platform.createSnapshot(vm, request(fault), signal);
      // What was not carried out is told as unknown; the activity's next attempt makes it.
      const made = await make().catch((error: unknown) => {
        expect(error).toMatchObject({ code: 'platform.outcome-unknown' });
        return make();
      });
      expect(await lab.platform.listSnapshots(vm, signal)).toHaveLength(1);
      await lab.platform.removeSnapshot(vm, made.ref, signal);
      struck();
    },
  );

  it('answer-stalls: an answer that takes its time is waited for', async () => {
    lab.arm('answer-stalls', { operation: 'RetrievePropertiesEx', milliseconds: 300 });
    expect(await lab.platform.powerState(vmOf('herd-01'), signal)).toBe('on');
    struck();
  });

  it('cookie-changes: the new one is taken over, and nobody logs in again', async () => {
    const location = await locate('powered-off', 'https');
    await readFirst(location);
    const { sessions } = lab.lab.world;
    const before = sessions.all().map(({ key }) => key);
    lab.arm('cookie-changes', { operation: 'RetrievePropertiesEx' });
    expect(await lab.platform.powerState(vmOf('herd-01'), signal)).toBe('on');
    expect(await lab.platform.powerState(vmOf('herd-01'), signal)).toBe('on');
    expect(sessions.all().map(({ key }) => key)).toEqual(before);
    await readFirst(location);
    struck();
  });

  it('invalid-login: nothing is tried twice with a refused password', async () => {
    lab.arm('invalid-login', {}, 0);
    const other = createVspherePlatform(lab.credentials('migrator'));
    await expect(other.about(signal)).rejects.toMatchObject({ code: 'platform.unauthorised' });
    expect(lab.lab.world.faults.list()).toMatchObject([{ struck: 1 }]);
    await other.close();
  });

  it.each(['http-502', 'folder-locked'])('%s: a range of a disk is read all the same', async (fault) => {
    const location = await locate('powered-off', 'https');
    lab.arm(fault, {});
    await readFirst(location);
    struck();
  });
});

describe('a slow source', () => {
  it('folder-slow: is given fewer reads at once', async () => {
    const opened = await openSource(await locate('powered-off', 'https'), new ReadDesk(), signal);
    if (opened.kind !== 'blocks') throw new Error('no blocks');
    const { source, gate } = opened;
    let now = 0;
    /** @returns how many were under way at once, at most */
    const readMany = async (count: number) => {
      let most = 0;
      const read = async (index: number) => {
        now += 1;
        most = Math.max(most, now);
        await source.readInto(index * 4096, Buffer.alloc(4096), signal);
        now -= 1;
      };
      await Promise.all(Array.from({ length: count }, (_, index) => gate.read(4096, () => read(index), signal)));
      return most;
    };
    const before = await readMany(40);
    lab.arm('folder-slow', { milliseconds: 120 }, 0);
    await readMany(24);
    expect(await readMany(4)).toBeLessThan(before / 2);
    await source.close();
  });

  it('folder-drips: is not waited for as long as something comes', async () => {
    const location = await locate('powered-off', 'https');
    if (location.transport !== 'https') throw new Error('another transport');
    lab.arm('folder-drips', { milliseconds: 50 });
    let attempts = 0;
    const source = openRangeSource(location, { attempts: 2, backOffMs: 1, stallMs: 300 }, () => {
      attempts += 1;
    });
    expect(await source.read(0, 4096, signal)).toHaveLength(4096);
    expect(attempts).toBe(1);
    await source.close();
    struck();
  });
});

describe('an operation that is refused', () => {
  it.each([
    ['method-disabled', 'platform.conflict', /com\.example\.backup|disabled/],
    ['host-disconnected', 'platform.unreachable', /disconnected/],
    ['privilege-withdrawn', 'platform.forbidden', /VirtualMachine\.State\.CreateSnapshot/],
  ])('%s is %s, and says why', async (fault, code, why) => {
    const vm = vmOf('herd-03');
    lab.arm(fault, { operation: 'CreateSnapshot_Task', vm });
    const making = lab.platform.createSnapshot(vm, request('refused'), signal);
    await expect(making).rejects.toMatchObject({ code, message: expect.stringMatching(why) });
    expect(await lab.platform.listSnapshots(vm, signal)).toEqual([]);
    struck();
  });

  it.each([
    ['task-fails', { fault: 'FileLocked' }, 'platform.busy', /FileLocked/],
    ['task-fails', { fault: 'TooManySnapshotLevels' }, 'platform.conflict', /TooManySnapshotLevels/],
    ['task-fails', {}, 'platform.protocol', /SystemError/],
    ['task-fails-nested', {}, 'platform.quota', /because of NoDiskSpace/],
    ['task-fails-nested', { fault: 'SnapshotFault', cause: 'FileLocked' }, 'platform.busy', /because of FileLocked/],
  ])('%s %j: is %s, by what is really the matter', async (fault, match, code, why) => {
    const vm = vmOf('herd-03');
    lab.arm(fault, { operation: 'CreateSnapshot_Task', vm, ...match });
    const failure = await lab.platform.createSnapshot(vm, request('fails'), signal).then(
      () => undefined,
      (error: unknown) => error,
    );
    expect(failure).toMatchObject({ code, evidence: expect.arrayContaining([expect.stringMatching(why)]) });
    expect(await lab.platform.listSnapshots(vm, signal)).toEqual([]);
    struck();
  });

  it('task-queued: a task that has not begun is waited for, and not started a second time', async () => {
    const vm = vmOf('herd-03');
    lab.arm('task-queued', { operation: 'CreateSnapshot_Task', vm, milliseconds: 300 });
    const both = [1, 2].map(() => lab.platform.createSnapshot(vm, request('queued'), signal));
    const [one, two] = await Promise.all(both);
    expect(two?.ref).toBe(one?.ref);
    await lab.platform.removeSnapshot(vm, one?.ref ?? '', signal);
    struck();
  });

  it('task-result-missing: what a task has made is looked for', async () => {
    const vm = vmOf('herd-03');
    lab.arm('task-result-missing', { operation: 'CreateSnapshot_Task', vm });
    const { ref } = await lab.platform.createSnapshot(vm, request('untold'), signal);
    expect(await lab.platform.listSnapshots(vm, signal)).toMatchObject([{ ref, name: 'untold' }]);
    await lab.platform.removeSnapshot(vm, ref, signal);
    struck();
  });

  it('task-stuck: a task that stands still for a while is waited for', async () => {
    const vm = vmOf('herd-03');
    lab.arm('task-stuck', { operation: 'CreateSnapshot_Task', vm, milliseconds: 400 });
    const { ref } = await lab.platform.createSnapshot(vm, request('stuck'), signal);
    await lab.platform.removeSnapshot(vm, ref, signal);
    struck();
  });
});

describe('changed areas', () => {
  async function queried(name: string, arm: (vm: string) => void) {
    const machine = lab.machine(name);
    const vm = machine.id;
    await lab.platform.enableChangeTracking(vm, request('drover-change-tracking'), signal);
    const first = await lab.platform.createSnapshot(vm, request('first'), signal);
    const [disk] = first.disks;
    if (disk?.changeId == null) throw new Error('no change id');
    await lab.platform.removeSnapshot(vm, first.ref, signal);
    await machine.backing.write(disk.key, 0, Buffer.alloc(512, 7));
    arm(vm);
    const next = await lab.platform.createSnapshot(vm, request('next'), signal);
    const query = {
      vm,
      diskKey: disk.key,
      snapshot: next.ref,
      since: disk.changeId,
      capacityBytes: disk.capacityBytes,
    };
    try {
      return { ...query, extents: (await collect(lab.platform.changedExtents(query, signal))).flat() };
    } finally {
      const { world } = lab.lab;
      if (world.machines.has(vm)) await lab.platform.removeSnapshot(vm, next.ref, signal);
    }
  }

  it('cbt-past-capacity: areas end where the disk ends', async () => {
    const { extents, capacityBytes } = await queried('herd-04', (vm) => lab.arm('cbt-past-capacity', { vm }));
    const last = extents.at(-1);
    expect((last?.start ?? 0) + (last?.length ?? 0)).toBe(capacityBytes);
    struck();
  });

  it('cbt-over-report: what is told to have changed is read, changed or not', async () => {
    const { extents, capacityBytes } = await queried('herd-13', (vm) =>
      lab.arm('cbt-over-report', { vm, bytes: 2 ** 20 }),
    );
    expect(extents[0]).toEqual({ start: 0, length: Math.min(2 ** 20, capacityBytes) });
    struck();
  });

  it('cbt-whole-disk: all of it is read', async () => {
    const { extents, capacityBytes } = await queried('herd-05', (vm) => lab.arm('cbt-whole-disk', { vm }, 0));
    expect(extents.reduce((sum, { length }) => sum + length, 0)).toBe(capacityBytes);
  });

  it.each(['cbt-wrong-start', 'cbt-zero-length'])('%s: nobody guesses what was meant', async (fault) => {
    const asking = queried(fault === 'cbt-wrong-start' ? 'herd-06' : 'herd-07', (vm) => lab.arm(fault, { vm }));
    await expect(asking).rejects.toMatchObject({ code: 'platform.protocol' });
    struck();
  });

  it('disk-replaced: another disk under the same key is not taken for the old one', async () => {
    const before = await lab.platform.describe(vmOf('herd-08'), signal);
    const asking = queried('herd-08', (vm) => lab.arm('disk-replaced', { vm }));
    await expect(asking).rejects.toMatchObject({ code: 'source.tracking-lost' });
    const after = await lab.platform.describe(vmOf('herd-08'), signal);
    expect(after.disks[0]?.id).not.toBe(before.disks[0]?.id);
    struck();
  });

  it('disk-removed: is said to be gone', async () => {
    const asking = queried('herd-09', (vm) => lab.arm('disk-removed', { vm }));
    await expect(asking).rejects.toMatchObject({ code: 'source.changed' });
    struck();
  });
});

describe('a VM and its snapshots under other hands', () => {
  it('vm-moved: everything goes on', async () => {
    const machine = lab.machine('herd-10');
    const { host } = machine.placement;
    lab.arm('vm-moved', { vm: machine.id });
    const { ref } = await lab.platform.createSnapshot(machine.id, request('moved'), signal);
    expect(machine.placement.host).not.toBe(host);
    const [disk] = (await lab.platform.describe(machine.id, signal)).disks;
    const wanted = { vm: machine.id, snapshot: ref, diskId: disk?.id ?? '', transport: 'https' as const };
    await readFirst(await lab.platform.locate(wanted, signal));
    await lab.platform.removeSnapshot(machine.id, ref, signal);
  });

  it('vm-unregistered: is said to be gone', async () => {
    const vm = vmOf('herd-11');
    lab.arm('vm-unregistered', { vm });
    const making = lab.platform.createSnapshot(vm, request('unregistered'), signal);
    await expect(making).rejects.toMatchObject({ code: 'platform.not-found', message: expect.stringMatching(vm) });
  });

  it('snapshot-vanishes: one that is gone is not taken for made', async () => {
    const vm = vmOf('herd-12');
    lab.arm('snapshot-vanishes', { vm });
    const making = lab.platform.createSnapshot(vm, request('vanishes'), signal);
    await expect(making).rejects.toMatchObject({ code: 'platform.not-found' });
    const again = await lab.platform.createSnapshot(vm, request('vanishes'), signal);
    await lab.platform.removeSnapshot(vm, again.ref, signal);
  });
});

describe('bytes', () => {
  it.each([
    ['folder-not-found', 'platform.not-found'],
    ['folder-unsatisfiable', 'source.changed'],
  ])('%s in the middle of a copy is %s', async (fault, code) => {
    const location = await locate('powered-off', 'https');
    lab.arm(fault, {});
    await expect(readFirst(location)).rejects.toMatchObject({ code });
    struck();
  });

  it('lease-refused: another export may end', async () => {
    const location = await locate('powered-off', 'nfc');
    lab.arm('lease-refused', {});
    await expect(readStream(location)).rejects.toMatchObject({ code: 'platform.busy' });
    await readStream(location);
    struck();
  });

  it('host-unresolvable: the host is named, and the export ended', async () => {
    const location = await locate('powered-off', 'nfc');
    lab.arm('host-unresolvable', {});
    await expect(readStream(location)).rejects.toMatchObject({
      code: 'platform.unreachable',
      message: expect.stringMatching(/esx-01\.lab\.example\.invalid/),
    });
    expect(lab.machine('powered-off').leases.size).toBe(0);
    await readStream(location);
    struck();
  });

  it('lease-corrupt-grain: what does not unpack is refused', async () => {
    const location = await locate('powered-off', 'nfc');
    lab.arm('lease-corrupt-grain', {});
    await expect(readStream(location)).rejects.toMatchObject({ code: 'platform.corrupt' });
    await readStream(location);
    struck();
  });
});

async function locate(name: string, transport: 'https' | 'nfc'): Promise<DiskLocation> {
  const vm = vmOf(name);
  const [disk] = (await lab.platform.describe(vm, signal)).disks;
  return lab.platform.locate({ vm, snapshot: undefined, diskId: disk?.id ?? '', transport }, signal);
}

async function readFirst(location: DiskLocation): Promise<void> {
  const opened = await openSource(location, new ReadDesk(), signal);
  if (opened.kind !== 'blocks') throw new Error('no blocks');
  try {
    await opened.source.read(0, 65_536, signal);
  } finally {
    await opened.source.close();
  }
}

async function readStream(location: DiskLocation): Promise<void> {
  const opened = await openSource(location, new ReadDesk(), signal);
  if (opened.kind !== 'stream') throw new Error('no stream');
  try {
    for await (const piece of opened.source.blocks(signal)) {
      const deflated = Buffer.alloc(piece.deflatedBytes);
      await piece.read(deflated);
      inflateInto(Buffer.alloc(piece.length), deflated, piece);
    }
  } finally {
    await opened.source.close();
  }
}
