import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createVspherePlatform } from '../../platforms/vsphere/vspherePlatform.ts';
import type { DiskLocation, ExportLocation } from '../../ports/diskLocation.ts';
import { collect } from './collect.ts';
import { drain, readRange } from './readLocation.ts';
import { useVsphereLab, type VsphereLabForTests } from './useVsphereLab.ts';

const signal = AbortSignal.timeout(280_000);
let lab: VsphereLabForTests;

beforeAll(async () => {
  lab = await useVsphereLab({
    taskMilliseconds: 40,
    objectsPerPage: 10,
    shutdownMilliseconds: 50,
    leaseTimeoutSeconds: 2,
  });
});

afterEach(() => lab.lab.world.faults.disarmAll());

function request(name: string, quiesce = false) {
  return { name, description: 'test', quiesce };
}

async function tracked(name: string) {
  const machine = lab.machine(name);
  await lab.platform.enableChangeTracking(machine.id, request('drover-change-tracking'), signal);
  const snapshot = await lab.platform.createSnapshot(machine.id, request('first'), signal);
  const [disk] = snapshot.disks;
  if (disk?.changeId == null) throw new Error('no change id');
  await lab.platform.removeSnapshot(machine.id, snapshot.ref, signal);
  return { vm: machine.id, disk, since: disk.changeId };
}

async function cleanUp(vm: string): Promise<void> {
  for (const { ref } of await lab.platform.listSnapshots(vm, signal))
    await lab.platform.removeSnapshot(vm, ref, signal);
}

describe('session and connection', () => {
  it('logs in again wherever the session ends', async () => {
    const vm = lab.machine('herd-01').id;
    lab.arm('session-expiry', { operation: 'RetrievePropertiesEx' });
    expect((await lab.platform.describe(vm, signal)).ref).toBe(vm);
    lab.arm('session-expiry', { operation: 'CreateSnapshot_Task' });
    const snapshot = await lab.platform.createSnapshot(vm, request('after-expiry'), signal);
    lab.arm('session-expiry', { operation: 'ContinueRetrievePropertiesEx' });
    const rows = await collect(lab.platform.inventory(signal));
    expect(new Set(rows.map((row) => row.ref)).size).toBe(lab.lab.world.machines.size);
    await lab.platform.removeSnapshot(vm, snapshot.ref, signal);
  });

  it('sends a read again after 503 and after a reset', async () => {
    const vm = lab.machine('herd-01').id;
    lab.arm('http-503', { operation: 'RetrievePropertiesEx' });
    expect(await lab.platform.powerState(vm, signal)).toBe('on');
    lab.arm('connection-reset', { operation: 'RetrievePropertiesEx' });
    expect(await lab.platform.powerState(vm, signal)).toBe('on');
  });

  it('says unreachable when it goes on', async () => {
    lab.arm('http-503', { operation: 'RetrievePropertiesEx' }, 0);
    await expect(lab.platform.powerState(lab.machine('herd-01').id, signal)).rejects.toMatchObject({
      code: 'platform.unreachable',
    });
  });

  it('sends nothing to a server that shows another certificate', async () => {
    lab.arm('certificate-swapped', {}, 0);
    const other = createVspherePlatform(lab.credentials('migrator'));
    await expect(other.about(signal)).rejects.toMatchObject({ code: 'platform.certificate' });
    await other.close();
  });

  it('renews the authorisation of a reader when /folder says 401', async () => {
    const machine = lab.machine('powered-off');
    const [disk] = (await lab.platform.describe(machine.id, signal)).disks;
    const wanted = { vm: machine.id, snapshot: undefined, diskId: disk?.id ?? '', transport: 'https' as const };
    const location = await lab.platform.locate(wanted, signal);
    if (location.transport !== 'https') throw new Error('another transport');
    await location.authorisation(false);
    lab.arm('session-expiry', { transport: 'folder' });
    expect(await readRange(location, 0, 512)).toHaveLength(512);
  });
});

describe('snapshots', () => {
  it('are not taken twice when the answer or the task is lost', async () => {
    const vm = lab.machine('herd-02').id;
    lab.arm('answer-lost', { operation: 'CreateSnapshot_Task' });
    const lost = await lab.platform.createSnapshot(vm, request('lost-answer'), signal);
    expect(await lab.platform.listSnapshots(vm, signal)).toHaveLength(1);
    await lab.platform.removeSnapshot(vm, lost.ref, signal);
    lab.arm('task-vanishes', { operation: 'CreateSnapshot_Task' });
    expect((await lab.platform.createSnapshot(vm, request('lost-task'), signal)).name).toBe('lost-task');
    expect(await lab.platform.listSnapshots(vm, signal)).toHaveLength(1);
    await cleanUp(vm);
  });

  it('wait for another task that holds the VM', async () => {
    const vm = lab.machine('herd-02').id;
    const both = await Promise.all([
      lab.platform.createSnapshot(vm, request('one'), signal),
      lab.platform.createSnapshot(vm, request('two'), signal),
    ]);
    expect(both.map((snapshot) => snapshot.name)).toEqual(['one', 'two']);
    await cleanUp(vm);
  });

  it('are quiesced at the second attempt, or crash-consistent', async () => {
    const vm = lab.machine('herd-03').id;
    lab.arm('quiesce-fault', { vm });
    expect((await lab.platform.createSnapshot(vm, request('second', true), signal)).quiesced).toBe(true);
    lab.arm('quiesce-fault', { vm }, 2);
    expect((await lab.platform.createSnapshot(vm, request('third', true), signal)).quiesced).toBe(false);
    await cleanUp(vm);
  });

  it('say why they cannot be taken', async () => {
    const vm = lab.machine('herd-03').id;
    lab.arm('snapshot-create-fails', { vm, fault: 'NoDiskSpace' });
    await expect(lab.platform.createSnapshot(vm, request('full'), signal)).rejects.toMatchObject({
      code: 'platform.quota',
    });
  });

  it('are merged when their removal leaves deltas behind and a file is locked', async () => {
    const machine = lab.machine('herd-04');
    const snapshot = await lab.platform.createSnapshot(machine.id, request('merge'), signal);
    lab.arm('consolidation-needed', { vm: machine.id });
    lab.arm('consolidate-locked', { vm: machine.id });
    await lab.platform.removeSnapshot(machine.id, snapshot.ref, signal);
    expect(machine.consolidationNeeded).toBe(false);
    expect((await lab.platform.describe(machine.id, signal)).disks[0]?.file).not.toContain('-000001');
  });

  it('are removed once when the answer is lost', async () => {
    const vm = lab.machine('herd-04').id;
    const snapshot = await lab.platform.createSnapshot(vm, request('gone'), signal);
    lab.arm('answer-lost', { operation: 'RemoveSnapshot_Task' });
    await lab.platform.removeSnapshot(vm, snapshot.ref, signal).catch((error: unknown) => {
      expect(error).toMatchObject({ code: 'platform.outcome-unknown' });
    });
    await lab.platform.removeSnapshot(vm, snapshot.ref, signal);
    expect(await lab.platform.listSnapshots(vm, signal)).toEqual([]);
  });
});

describe('change tracking', () => {
  it('is lost when the epoch changes, before anything is asked', async () => {
    const { vm, disk, since } = await tracked('herd-05');
    lab.arm('cbt-epoch-reset', { vm });
    const snapshot = await lab.platform.createSnapshot(vm, request('reset'), signal);
    const query = { vm, snapshot: snapshot.ref, diskKey: disk.key, capacityBytes: disk.capacityBytes, since };
    await expect(collect(lab.platform.changedExtents(query, signal))).rejects.toMatchObject({
      code: 'source.tracking-lost',
      message: expect.stringContaining('anew'),
    });
    await cleanUp(vm);
  });

  it('is lost when a disk has no change id, or the server a FileFault', async () => {
    const { vm, disk, since } = await tracked('herd-06');
    lab.arm('cbt-missing-change-id', { vm });
    const bare = await lab.platform.createSnapshot(vm, request('bare'), signal);
    const query = { vm, snapshot: bare.ref, diskKey: disk.key, capacityBytes: disk.capacityBytes, since };
    const lost = { code: 'source.tracking-lost' };
    await expect(collect(lab.platform.changedExtents(query, signal))).rejects.toMatchObject(lost);
    await cleanUp(vm);
    const next = await lab.platform.createSnapshot(vm, request('next'), signal);
    lab.arm('cbt-file-fault', { vm });
    const asked = { ...query, snapshot: next.ref, since: next.disks[0]?.changeId ?? since };
    await expect(collect(lab.platform.changedExtents(asked, signal))).rejects.toMatchObject(lost);
    await cleanUp(vm);
  });

  it('goes on after an empty page and refuses a disk that grew', async () => {
    const { vm, disk, since } = await tracked('herd-07');
    const machine = lab.machine('herd-07');
    const offset = disk.capacityBytes - 65_536;
    await machine.backing.write(disk.key, offset, Buffer.alloc(512, 7));
    lab.arm('cbt-empty-middle-page', { vm });
    const snapshot = await lab.platform.createSnapshot(vm, request('empty'), signal);
    const query = { vm, snapshot: snapshot.ref, diskKey: disk.key, capacityBytes: disk.capacityBytes, since };
    const changed = (await collect(lab.platform.changedExtents(query, signal))).flat();
    expect(changed.some(({ start, length }) => start <= offset && offset < start + length)).toBe(true);
    await lab.platform.removeSnapshot(vm, snapshot.ref, signal);
    lab.arm('disk-grown', { vm });
    const grown = await lab.platform.createSnapshot(vm, request('grown'), signal);
    const stale = { ...query, snapshot: grown.ref };
    await expect(collect(lab.platform.changedExtents(stale, signal))).rejects.toMatchObject({ code: 'source.changed' });
    await cleanUp(vm);
  });
});

describe('power', () => {
  it('cannot ask a guest without Tools', async () => {
    const vm = lab.machine('no-tools').id;
    await expect(lab.platform.shutdownGuest(vm, signal)).rejects.toMatchObject({ code: 'platform.unsupported' });
  });

  it('names the question that a VM asks', async () => {
    const vm = lab.machine('asks-question').id;
    await expect(lab.platform.powerOn(vm, signal)).rejects.toMatchObject({
      code: 'platform.conflict',
      evidence: expect.arrayContaining([expect.stringContaining('moved or copied')]),
    });
  });
});

describe('export leases', () => {
  function exports(location: DiskLocation): ExportLocation {
    if (location.transport !== 'nfc') throw new Error('another transport');
    return location;
  }

  async function locate(name: string) {
    const machine = lab.machine(name);
    const [disk] = (await lab.platform.describe(machine.id, signal)).disks;
    const wanted = { vm: machine.id, snapshot: undefined, diskId: disk?.id ?? '', transport: 'nfc' as const };
    return { machine, location: exports(await lab.platform.locate(wanted, signal)) };
  }

  async function open(name: string) {
    const { machine, location } = await locate(name);
    return { machine, stream: await location.open(signal) };
  }

  /** Reads an export to its end; `before` runs when all bytes are there. */
  async function readAll(location: ExportLocation, before: () => Promise<void> = () => Promise.resolve()) {
    const stream = await location.open(signal);
    const { head: _head, ...seen } = await drain(stream);
    await before();
    await stream.complete(seen);
  }

  it('are kept alive while nobody reads', async () => {
    const { machine, stream } = await open('powered-off');
    const [id = ''] = machine.leases;
    const lease = lab.lab.world.objects.get(id);
    stream.progress(0.5);
    await expect.poll(() => lease?.property('transferProgress'), { timeout: 10_000 }).toBe(50);
    await stream.abort();
  });

  it('that the server gives up fail their readers', async () => {
    // Long enough to be opened before, on a machine with other work, too.
    lab.arm('lease-timeout', { vm: lab.machine('powered-off').id, milliseconds: 2000 });
    const { machine, stream } = await open('powered-off');
    await expect.poll(() => machine.leases.size, { timeout: 30_000 }).toBe(0);
    const reading = drain(stream).then(({ bytes, sha1 }) => stream.complete({ bytes, sha1 }));
    // Whichever is noticed first: the connection that broke, or the report that was refused.
    const either = expect.stringMatching(/^(platform.stalled|transfer.stream-truncated)$/);
    await expect(reading).rejects.toMatchObject({ code: either });
    await stream.abort();
  });

  it('tell a file that is shorter than what was sent, and a wrong sum', async () => {
    lab.arm('lease-wrong-sha1', { vm: lab.machine('powered-off').id });
    const { machine, stream } = await open('powered-off');
    const { head: _head, ...seen } = await drain(stream);
    await expect(stream.complete(seen)).rejects.toMatchObject({ code: 'platform.corrupt' });
    expect(machine.leases.size).toBe(0);
  });

  it.each(['RetrievePropertiesEx', 'HttpNfcLeaseProgress', 'HttpNfcLeaseGetManifest'])(
    'that die with their session, noticed by %s, are opened again',
    async (operation) => {
      const { machine, location } = await locate('powered-off');
      lab.arm('session-expiry', { operation });
      const reported = operation === 'HttpNfcLeaseProgress';
      const died = () => expect.poll(() => machine.leases.size, { timeout: 10_000 }).toBe(0);
      const again = expect.stringMatching(/^platform.(stalled|session-ended)$/);
      await expect(readAll(location, reported ? died : undefined)).rejects.toMatchObject({ code: again });
      await readAll(location);
      expect(machine.leases.size).toBe(0);
    },
  );

  it('whose bytes were compared need no orderly end', async () => {
    const { machine, location } = await locate('powered-off');
    lab.arm('session-expiry', { operation: 'HttpNfcLeaseComplete' });
    await readAll(location);
    expect(machine.leases.size).toBe(0);
  });
});
