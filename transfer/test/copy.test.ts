import { execFile } from 'node:child_process';
import { copyFile, mkdtemp, readFile, rename, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { TargetVolume } from '../../ports/targetPlatform.ts';
import type { CopyJob } from '../../ports/transfer.ts';
import { diskRoot } from '../../proof/diskRoot.ts';
import { createTransfer } from '../createTransfer.ts';
import { type NbdkitServer, startNbdkit } from './nbdkitServer.ts';
import { changeDisk, KiB, lastCells, MiB, makeDisk, pagesOf, quietHooks } from './testDisk.ts';

const run = promisify(execFile);

let folder = '';
let servers: NbdkitServer[] = [];
let number = 0;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dr-'));
});
afterEach(async () => {
  await Promise.all(servers.map((server) => server.stop()));
  servers = [];
});
afterAll(() => rm(folder, { recursive: true }));

async function serve(...args: string[]): Promise<NbdkitServer> {
  const server = await startNbdkit(...args);
  servers.push(server);
  return server;
}

async function volumeOf(path: string, format: 'raw' | 'qcow2', sizeBytes: number): Promise<TargetVolume> {
  if (format === 'raw') {
    await writeFile(path, '');
    await truncate(path, sizeBytes);
  } else {
    await run('qemu-img', ['create', '-q', '-f', 'qcow2', path, String(sizeBytes)]);
  }
  return { node: 'n', storage: 's', volume: `s:${path}`, path, format, sizeBytes };
}

async function setUp(size: number, format: 'raw' | 'qcow2' = 'raw', volumeSize = size) {
  number += 1;
  const sourcePath = join(folder, `source-${number}.raw`);
  const target = await volumeOf(join(folder, `target-${number}.${format}`), format, volumeSize);
  const transfer = createTransfer({ stateDir: join(folder, 'state'), roots: [folder], artifacts: null });
  const job = (server: NbdkitServer, rest: Partial<CopyJob> = {}): CopyJob => ({
    migrationId: `m-${number}`,
    diskId: 'disk/1 ..',
    capacityBytes: size,
    round: 0,
    kind: 'baseline',
    source: server.location(size),
    target,
    extents: 'all',
    roundKey: 'snap-0',
    bytesPerSecond: undefined,
    ...rest,
  });
  return { sourcePath, target, transfer, job };
}

describe.each(['raw', 'qcow2'] as const)('copying into a %s volume', (format) => {
  it('makes baseline and deltas that verify, and reads little more than what changed', async () => {
    const size = 96 * MiB;
    const { sourcePath, target, transfer, job } = await setUp(size, format);
    await makeDisk(sourcePath, size, [
      { start: 4 * KiB, length: 5 * MiB },
      { start: 40 * MiB + 4096, length: 20 * MiB },
      { start: size - 4096, length: 4096 },
    ]);
    const server = await serve('file', sourcePath);
    const watched = quietHooks();
    const baseline = await transfer.copy(job(server), watched);
    expect(baseline.root).toBe(await diskRoot(sourcePath, size));
    expect(baseline.readBytes).toBeLessThan(27 * MiB);
    // 768 cells of two leaves.
    expect(lastCells(watched.reports)).toEqual({ copied: 203, zero: 565 });
    const identity = { migrationId: job(server).migrationId, diskId: job(server).diskId, capacityBytes: size, target };
    const reading = quietHooks();
    const verified = await transfer.verify(identity, reading);
    expect(verified).toMatchObject({ ledgerRoot: baseline.root, targetRoot: baseline.root, mismatches: [] });
    expect(lastCells(reading.reports)).toEqual({ verified: 203, 'verified-zero': 565 });

    const changes = [
      { start: 64 * KiB, length: 64 * KiB },
      { start: 10 * MiB, length: 512 },
      { start: 41 * MiB, length: 3 * MiB },
      { start: size - 512, length: 512 },
    ];
    await changeDisk(sourcePath, changes);
    const delta = job(server, {
      round: 1,
      kind: 'delta',
      roundKey: 'snap-1',
      extents: pagesOf(changes.slice(0, 2), [], changes.slice(2)),
    });
    const changing = quietHooks();
    const second = await transfer.copy(delta, changing);
    expect(lastCells(changing.reports)).toEqual({ changed: 27, copied: 177, zero: 564 });
    expect(second.root).toBe(await diskRoot(sourcePath, size));
    expect(second.changedBytes).toBe(changes.reduce((sum, change) => sum + change.length, 0));
    expect(second.readBytes).toBeLessThanOrEqual((3 * MiB + 3 * 64 * KiB) * 1.1);
    expect((await transfer.verify(identity, quietHooks())).targetRoot).toBe(second.root);

    const again = await transfer.copy({ ...delta, extents: pagesOf([{ start: 0, length: size }]) }, quietHooks());
    expect(again).toEqual(second);

    await changeDisk(sourcePath, [{ start: 70 * MiB, length: MiB }]);
    const compared = await transfer.copy(job(server, { round: 2, roundKey: 'snap-2' }), quietHooks());
    expect(compared.root).toBe(await diskRoot(sourcePath, size));
    expect(compared.changedBytes).toBe(MiB);
    expect(compared.writtenBytes).toBe(MiB);
    expect((await transfer.verify(identity, quietHooks())).targetRoot).toBe(compared.root);

    if (format === 'raw') {
      expect((await readFile(target.path)).equals(await readFile(sourcePath))).toBe(true);
      expect((await stat(target.path)).blocks * 512).toBeLessThan(32 * MiB);
    } else {
      await run('qemu-img', ['check', '-q', target.path]);
      await run('qemu-img', ['compare', '-q', '-f', 'raw', '-F', 'qcow2', sourcePath, target.path]);
    }
  });
});

describe('copying', () => {
  it.each([512, 65536, 65536 + 512, 3 * MiB - 512])(
    'copies a disk of %i bytes into a larger dirty volume',
    async (size) => {
      const { sourcePath, target, transfer, job } = await setUp(size, 'raw', 4 * MiB);
      await changeDisk(target.path, [{ start: 0, length: 4 * MiB }]);
      await makeDisk(sourcePath, size, [{ start: Math.floor(size / 2), length: Math.floor(size / 4) }]);
      const server = await serve('file', sourcePath);
      const { root } = await transfer.copy(job(server), quietHooks());
      expect(root).toBe(await diskRoot(sourcePath, size));
      expect(await diskRoot(target.path, size)).toBe(root);
    },
  );

  it('copies an empty disk', async () => {
    const { sourcePath, transfer, job } = await setUp(0, 'raw', MiB);
    await makeDisk(sourcePath, 0, []);
    const { root } = await transfer.copy(job(await serve('null', 'size=0')), quietHooks());
    expect(root).toBe(await diskRoot(sourcePath, 0));
  });

  it('finds a flipped bit on the target and repairs it', async () => {
    const size = 8 * MiB + 512;
    const { sourcePath, target, transfer, job } = await setUp(size);
    await makeDisk(sourcePath, size, [{ start: 0, length: size }]);
    const server = await serve('file', sourcePath);
    const { root } = await transfer.copy(job(server), quietHooks());
    await changeDisk(target.path, [
      { start: 3 * MiB + 17, length: 1 },
      { start: size - 1, length: 1 },
    ]);
    const identity = { ...job(server), target };
    const found = await transfer.verify(identity, quietHooks());
    expect(found.targetRoot).not.toBe(root);
    expect(found.mismatches).toEqual([
      { start: 3 * MiB, length: 64 * KiB },
      { start: 8 * MiB, length: 512 },
    ]);
    const repaired = await transfer.repair(job(server), found.mismatches, quietHooks());
    expect(repaired).toMatchObject({ root, readBytes: 64 * KiB + 512 });
    expect((await transfer.verify(identity, quietHooks())).targetRoot).toBe(root);
  });

  it('refuses a volume outside its folders, too small, of another size or of another format', async () => {
    const { target, transfer } = await setUp(MiB);
    const check = (change: Partial<TargetVolume>, capacity = MiB) =>
      transfer.checkVolume({ ...target, ...change }, capacity);
    await expect(check({})).resolves.toBeUndefined();
    await expect(check({ path: '/etc/hostname' })).rejects.toMatchObject({ code: 'mover.path-refused' });
    await expect(check({ path: join(folder, '..', `${basename(folder)}-beside`) })).rejects.toMatchObject({
      code: 'mover.volume-mismatch',
    });
    await expect(check({}, 2 * MiB)).rejects.toMatchObject({ code: 'mover.volume-mismatch' });
    await expect(check({ sizeBytes: 2 * MiB })).rejects.toMatchObject({ code: 'mover.volume-mismatch' });
    await expect(check({ format: 'qcow2' })).rejects.toMatchObject({ code: 'mover.volume-mismatch' });
  });

  it('refuses a replaced volume, a lost ledger and a delta without a baseline', async () => {
    const { sourcePath, target, transfer, job } = await setUp(MiB);
    await makeDisk(sourcePath, MiB, [{ start: 0, length: MiB }]);
    const server = await serve('file', sourcePath);
    const delta = job(server, { round: 1, kind: 'delta', extents: pagesOf([]) });
    await expect(transfer.copy(delta, quietHooks())).rejects.toMatchObject({ code: 'transfer.journal-mismatch' });
    await transfer.copy(job(server), quietHooks());
    const ledger = join(folder, 'state', 'transfers', job(server).migrationId, 'disk%2f1%20%2e%2e.ledger');
    await rename(ledger, `${ledger}.lost`);
    for (const _attempt of [1, 2]) {
      await expect(transfer.copy(job(server, { round: 1 }), quietHooks())).rejects.toThrow('ledger');
    }
    await rename(`${ledger}.lost`, ledger);
    await rm(target.path);
    await volumeOf(`${target.path}.new`, 'raw', MiB);
    await volumeOf(target.path, 'raw', MiB);
    await expect(transfer.copy(job(server, { round: 1 }), quietHooks())).rejects.toMatchObject({
      code: 'transfer.journal-mismatch',
    });
  });

  it('stops within a block when aborted and goes on from its journal', async () => {
    const size = 192 * MiB;
    const { sourcePath, target, transfer, job } = await setUp(size);
    await makeDisk(sourcePath, size, [{ start: 0, length: size }]);
    const server = await serve('file', sourcePath);
    const stop = new AbortController();
    const limited = job(server, { bytesPerSecond: 64 * MiB });
    const hooks = { signal: stop.signal, progress: () => stop.abort(new Error('paused')) };
    await expect(transfer.copy(limited, hooks)).rejects.toThrow('paused');
    const journal = join(folder, 'state', 'transfers', limited.migrationId);
    expect((await stat(journal)).isDirectory()).toBe(true);
    const resumed = await transfer.copy(job(server), quietHooks());
    expect(resumed.root).toBe(await diskRoot(sourcePath, size));
    expect(resumed.readBytes).toBe(size);
    expect(await diskRoot(target.path, size)).toBe(resumed.root);
    await transfer.forget(limited.migrationId);
    await expect(stat(journal)).rejects.toThrow('ENOENT');
  });

  it('stops at once when aborted although the source does not answer', async () => {
    const size = 16 * MiB;
    const { sourcePath, transfer, job } = await setUp(size);
    await makeDisk(sourcePath, size, [{ start: 0, length: size }]);
    const slow = await serve('--filter=delay', 'file', sourcePath, 'rdelay=60');
    const stop = new AbortController();
    const copying = transfer.copy(job(slow), quietHooks(stop.signal));
    const journal = join(folder, 'state', 'transfers', job(slow).migrationId, 'disk%2f1%20%2e%2e.journal');
    await expect.poll(async () => (await readFile(journal, 'latin1').catch(() => '')).includes('begin')).toBe(true);
    stop.abort(new Error('cancelled'));
    await expect(copying).rejects.toThrow('cancelled');
  });

  it('lets a newer attempt take over from an older one', async () => {
    const size = 16 * MiB;
    const { sourcePath, transfer, job } = await setUp(size);
    await makeDisk(sourcePath, size, [{ start: 0, length: size }]);
    const slow = await serve('--filter=delay', 'file', sourcePath, 'rdelay=60');
    const stuck = transfer.copy(job(slow), quietHooks());
    const refused = expect(stuck).rejects.toThrow('took over');
    const { root } = await transfer.copy(job(await serve('file', sourcePath)), quietHooks());
    await refused;
    expect(root).toBe(await diskRoot(sourcePath, size));
  });

  it('takes a round with another snapshot for a new one, without trusting what was half written', async () => {
    const size = 128 * MiB;
    const { sourcePath, target, transfer, job } = await setUp(size);
    await makeDisk(sourcePath, size, [{ start: 0, length: size }]);
    const server = await serve('file', sourcePath);
    await transfer.copy(job(server), quietHooks());
    const original = join(folder, 'original.raw');
    await copyFile(sourcePath, original);
    await changeDisk(sourcePath, [{ start: 0, length: size }]);
    const stop = new AbortController();
    const delta = (key: string, round: number) =>
      job(server, { round, kind: 'delta', roundKey: key, extents: pagesOf([{ start: 0, length: size }]) });
    const hooks = { signal: stop.signal, progress: () => stop.abort(new Error('lost')) };
    await expect(transfer.copy({ ...delta('a', 1), bytesPerSecond: 32 * MiB }, hooks)).rejects.toThrow('lost');
    // The guest put everything back: by the ledger nothing differs, on the volume it does.
    const restored = await serve('file', original);
    const whole = { ...delta('b', 2), source: restored.location(size), extents: 'all' as const };
    const outcome = await transfer.copy(whole, quietHooks());
    expect(outcome.root).toBe(await diskRoot(original, size));
    expect(await diskRoot(target.path, size)).toBe(outcome.root);
  });

  it('copies all of a disk that has grown, onto its volume that has grown with it', async () => {
    const size = 4 * MiB;
    const { sourcePath, target, transfer, job } = await setUp(size);
    await makeDisk(sourcePath, size, [{ start: 0, length: size }]);
    await transfer.copy(job(await serve('file', sourcePath)), quietHooks());
    const capacityBytes = size + MiB + 512;
    await truncate(sourcePath, capacityBytes);
    await changeDisk(sourcePath, [{ start: size - 64 * KiB, length: 128 * KiB }]);
    await truncate(target.path, capacityBytes);
    const server = await serve('file', sourcePath);
    const grown = job(server, {
      ...{ round: 1, kind: 'delta', roundKey: 'snap-1', capacityBytes, source: server.location(capacityBytes) },
      target: { ...target, sizeBytes: capacityBytes },
    });
    // A delta would leave holes, and what is known of the smaller disk is not thrown away for it.
    const delta = { ...grown, extents: pagesOf([{ start: size, length: 64 * KiB }]) };
    await expect(transfer.copy(delta, quietHooks())).rejects.toMatchObject({ code: 'transfer.journal-mismatch' });
    const { root } = await transfer.copy(grown, quietHooks());
    expect(root).toBe(await diskRoot(sourcePath, capacityBytes));
    expect(await diskRoot(target.path, capacityBytes)).toBe(root);
    // An attempt from before does not get at the volume any more.
    await expect(transfer.copy(job(server), quietHooks())).rejects.toMatchObject({
      code: 'mover.volume-mismatch',
    });
  });

  it('says what failed when the source fails, and loses nothing', async () => {
    const size = 16 * MiB;
    const { sourcePath, transfer, job } = await setUp(size);
    await makeDisk(sourcePath, size, [{ start: 0, length: size }]);
    const broken = await serve('--filter=error', 'file', sourcePath, 'error-pread=EIO', 'error-pread-rate=100%');
    await expect(transfer.copy(job(broken), quietHooks())).rejects.toMatchObject({ code: 'platform.unreachable' });
    const small = await serve('null', 'size=1M');
    await expect(transfer.copy(job(small), quietHooks())).rejects.toMatchObject({ code: 'source.changed' });
    const sound = await serve('file', sourcePath);
    const { root } = await transfer.copy(job(sound), quietHooks());
    expect(root).toBe(await diskRoot(sourcePath, size));
  });
});
