import { execFileSync } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { FetchRequest, TargetPlatform, TargetVm } from '../../ports/targetPlatform.ts';
import { proxmoxLab } from './proxmoxLab.ts';
import { begin, defined, noAbort, type TargetUnderTest } from './targetPlatformContract.ts';

const running = proxmoxLab();
const capacityBytes = 6 * 1024 * 1024;
let platform: TargetPlatform;
let dir: string;
let files: Server;
let image: Buffer;
/** Served instead of the image, for an export that was made again. */
let served: Buffer;

const target = (): TargetUnderTest => ({ platform, node: 'pve1', storages: [], bridge: 'vmbr0' });

beforeAll(async () => {
  platform = running.platform();
  dir = await mkdtemp(join(tmpdir(), 'dr-'));
  image = await qcow2('first');
  served = image;
  files = createServer((_, response) => {
    response.setHeader('content-length', served.length);
    response.end(served);
  });
  await new Promise<void>((resolve) => files.listen(0, '127.0.0.1', resolve));
});
afterEach(() => {
  running.lab().datacenter.faults.disarmAll();
  served = image;
});
afterAll(async () => {
  await new Promise((resolve) => files.close(resolve));
  await rm(dir, { recursive: true, force: true });
});

test('an image is fetched, imported and deleted, each once', async () => {
  const { vm, migrationId } = await begin(target());
  const request = fetchRequest(migrationId, image);
  const fractions: number[] = [];
  const staged = await platform.fetchImage(request, noAbort, (fraction) => fractions.push(fraction));
  expect(staged).toBe(`local:import/${request.fileName}`);
  expect(fractions.at(-1)).toBe(1);
  expect(await platform.fetchImage(request, noAbort, () => {})).toBe(staged);
  expect(await platform.findByMigration(migrationId, noAbort)).toContainEqual(
    expect.objectContaining({ kind: 'image', ref: staged }),
  );

  const job = { migrationId, index: 0, image: staged, storage: 'local-thin', format: undefined };
  const volume = await platform.importImage(vm, job, noAbort, () => {});
  expect(volume).toMatchObject({ storage: 'local-thin', format: 'raw' });
  expect(volume.sizeBytes).toBeGreaterThanOrEqual(capacityBytes);
  expect((await readFile(volume.path)).subarray(0, 5).toString()).toBe('first');
  expect(await platform.importImage(vm, job, noAbort, () => {})).toEqual(volume);

  await platform.deleteImage('pve1', staged, noAbort);
  await platform.deleteImage('pve1', staged, noAbort);
  expect(await platform.findByMigration(migrationId, noAbort)).toMatchObject([{ kind: 'vm' }]);
  expect(await platform.removeByMigration(migrationId, noAbort)).toEqual([]);
});

test('an export that was made again replaces the staged one', async () => {
  const migrationId = randomUUID();
  await platform.fetchImage(fetchRequest(migrationId, image), noAbort, () => {});
  served = await qcow2('second');
  const staged = await platform.fetchImage(fetchRequest(migrationId, served), noAbort, () => {});
  expect((await platform.findByMigration(migrationId, noAbort)).map(({ ref }) => ref)).toEqual([staged]);
  expect(await platform.removeByMigration(migrationId, noAbort)).toEqual([]);
});

/** Has `bytes` served, fetched and imported as the first disk. */
async function importOf(place: { vm: TargetVm; migrationId: string }, bytes: Buffer, replaces?: string) {
  served = bytes;
  const { vm, migrationId } = place;
  const request = fetchRequest(migrationId, bytes);
  const staged = await platform.fetchImage(request, noAbort, () => {});
  const from = { migrationId, index: 0, image: staged, sha256: request.sha256 };
  return platform.importImage(vm, { ...from, storage: 'local', format: 'raw', replaces }, noAbort, () => {});
}

const kindsOf = async (migrationId: string) =>
  (await platform.findByMigration(migrationId, noAbort)).map(({ kind }) => kind).sort();

test('newer bytes under the same name are imported again and take the place of the former', async () => {
  const place = await begin(target());
  await importOf(place, image);
  const second = await importOf(place, await qcow2('second'));
  expect((await readFile(second.path)).subarray(0, 6).toString()).toBe('second');
  expect(await importOf(place, await qcow2('second'))).toEqual(second);
  expect(await kindsOf(place.migrationId)).toEqual(['image', 'vm']);
  expect(await platform.removeByMigration(place.migrationId, noAbort)).toEqual([]);
});

test.each(['pvscsi', 'sata'] as const)(
  'newer bytes leave nothing of a disk that was defined on %s before',
  async (controller) => {
    const place = await begin(target());
    const { vm, migrationId } = place;
    const first = await importOf(place, image);
    const definition = await defined(target(), vm, migrationId, 'bios');
    await platform.define(vm, { ...definition, controller, disks: [{ index: 0, volume: first.volume }] }, noAbort);
    const second = await importOf(place, await qcow2('second'), first.volume);
    expect((await readFile(second.path)).subarray(0, 6).toString()).toBe('second');
    expect(await importOf(place, await qcow2('second'), first.volume)).toEqual(second);
    expect(await kindsOf(migrationId)).toEqual(['image', 'vm']);
    await expect(readFile(first.path)).rejects.toMatchObject({ code: 'ENOENT' });
    expect(await platform.removeByMigration(migrationId, noAbort)).toEqual([]);
  },
);

test('storage-fills-up: an import that runs out of space says so, and frees what it had allocated', async () => {
  const place = await begin(target());
  running.arm({ name: 'storage-fills-up', match: { vmid: place.vm.vmid, percent: 0 } });
  await expect(importOf(place, image)).rejects.toMatchObject({ code: 'platform.quota' });
  expect(await kindsOf(place.migrationId)).toEqual(['image', 'vm']);
  await importOf(place, image);
  expect(await platform.removeByMigration(place.migrationId, noAbort)).toEqual([]);
});

test('bytes that came out different are refused and leave nothing', async () => {
  const migrationId = randomUUID();
  const request = { ...fetchRequest(migrationId, image), sha256: createHash('sha256').update('other').digest('hex') };
  await expect(platform.fetchImage(request, noAbort, () => {})).rejects.toMatchObject({ code: 'platform.corrupt' });
  expect(await platform.findByMigration(migrationId, noAbort)).toEqual([]);
});

test('a signed link stays out of errors', async () => {
  running.arm({ name: 'download-fails' });
  const request = fetchRequest(randomUUID(), image);
  const failure = await platform
    .fetchImage(request, noAbort, () => {})
    .then(
      () => undefined,
      (error: unknown) => error as Error & { evidence: string[] },
    );
  expect(failure).toBeDefined();
  expect([failure?.message, ...(failure?.evidence ?? [])].join('\n')).not.toContain('signature=secret');
});

test.each(['outcome-596', 'connection-cut'])('a lost reply (%s) neither downloads nor imports twice', async (name) => {
  const { vm, migrationId } = await begin(target());
  running.arm({ name, match: { path: '/nodes/{node}/storage/{storage}/download-url' } });
  const staged = await platform.fetchImage(fetchRequest(migrationId, image), noAbort, () => {});
  running.arm({ name, match: { method: 'POST', path: '/nodes/{node}/qemu/{vmid}/config' } });
  const job = { migrationId, index: 1, image: staged, storage: 'local', format: 'qcow2' as const };
  const volume = await platform.importImage(vm, job, noAbort, () => {});
  expect(volume.format).toBe('qcow2');
  expect(running.lab().datacenter.faults.list()).toEqual([]);
  expect((await platform.findByMigration(migrationId, noAbort)).map(({ kind }) => kind).sort()).toEqual([
    'image',
    'vm',
  ]);
  running.arm({ name, match: { method: 'DELETE', path: '/nodes/{node}/storage/{storage}/content/{volume}' } });
  await platform.deleteImage('pve1', staged, noAbort);
  expect(await platform.removeByMigration(migrationId, noAbort)).toEqual([]);
});

test('an import that fails leaves no volume and can be sent again', async () => {
  const { vm, migrationId } = await begin(target());
  const staged = await platform.fetchImage(fetchRequest(migrationId, image), noAbort, () => {});
  running.arm({ name: 'import-fails', match: { vmid: vm.vmid, percent: 40 } });
  const job = { migrationId, index: 0, image: staged, storage: 'local', format: 'raw' as const };
  await expect(platform.importImage(vm, job, noAbort, () => {})).rejects.toMatchObject({
    evidence: expect.arrayContaining([expect.stringContaining('TASK ERROR')]),
  });
  expect((await platform.findByMigration(migrationId, noAbort)).map(({ kind }) => kind).sort()).toEqual([
    'image',
    'vm',
  ]);
  await platform.importImage(vm, job, noAbort, () => {});
  expect(await platform.removeByMigration(migrationId, noAbort)).toEqual([]);
});

test('an abort stops the task on the server', async () => {
  const { vm, migrationId } = await begin(target());
  const staged = await platform.fetchImage(fetchRequest(migrationId, image), noAbort, () => {});
  running.arm({ name: 'slow-task', match: { type: 'qmconfig', vmid: vm.vmid, seconds: 60 } });
  const leaving = new AbortController();
  const job = { migrationId, index: 0, image: staged, storage: 'local', format: 'raw' as const };
  const importing = platform.importImage(vm, job, leaving.signal, () => {});
  importing.catch(() => {});
  const { tasks } = running.lab().datacenter;
  const slow = () => tasks.list().find(({ type, exitstatus }) => type === 'qmconfig' && exitstatus === undefined);
  await expect.poll(slow).toBeDefined();
  const upid = slow()?.upid ?? '';
  leaving.abort();
  await expect(importing).rejects.toThrow();
  await expect.poll(() => tasks.get(upid)?.exitstatus, { timeout: 15_000 }).toMatch(/interrupt/);
  expect(await platform.removeByMigration(migrationId, noAbort)).toEqual([]);
});

test('what a dead worker had under way is ended before the rest is removed', async () => {
  const { tasks } = running.lab().datacenter;
  const going = (type: string) => tasks.list().filter((task) => task.type === type && task.exitstatus === undefined);
  const { vm, migrationId } = await begin(target());
  const staged = await platform.fetchImage(fetchRequest(migrationId, image), noAbort, () => {});
  for (const type of ['download', 'qmconfig']) running.arm({ name: 'slow-task', match: { type, seconds: 600 } });
  const later = { ...fetchRequest(migrationId, image), fileName: `drover-${migrationId}-1.qcow2` };
  const job = { migrationId, index: 0, image: staged, storage: 'local', format: 'raw' as const };
  // Of a platform of its own, whose process would be dead: nobody stops these tasks.
  const dead = running.platform();
  dead.fetchImage(later, noAbort, () => {}).catch(() => {});
  dead.importImage(vm, job, noAbort, () => {}).catch(() => {});
  await expect.poll(() => [...going('download'), ...going('qmconfig')]).toHaveLength(2);

  expect(await platform.removeByMigration(migrationId, noAbort)).toEqual([]);
  expect([...going('download'), ...going('qmconfig')]).toEqual([]);
  expect(await platform.findByMigration(migrationId, noAbort)).toEqual([]);
});

test('a VM that is only being made is waited for, and removed', async () => {
  const migrationId = randomUUID();
  const { tasks } = running.lab().datacenter;
  running.arm({ name: 'slow-task', match: { type: 'qmcreate', seconds: 2 } });
  const shell = { migrationId, node: 'pve1', vmid: undefined, name: 'late', pool: undefined, note: '' };
  const made = running.platform().createShell(shell, noAbort);
  made.catch(() => {});
  await expect.poll(() => tasks.list().some((task) => task.type === 'qmcreate' && !task.exitstatus)).toBe(true);
  expect(await platform.removeByMigration(migrationId, noAbort)).toEqual([]);
  expect(await platform.findByMigration(migrationId, noAbort)).toEqual([]);
});

describe('an image that the node cannot fetch', () => {
  const sent = async () => (await running.requests()).filter(({ path }) => path.endsWith('/upload')).length;
  const unreachable = { url: 'http://127.0.0.1:1/image' };

  test.each([
    ['because nothing answers there', unreachable],
    ['because no address is known', { url: null }],
  ])('is sent, %s', async (_why, change) => {
    const migrationId = randomUUID();
    const request = { ...fetchRequest(migrationId, image), ...change };
    const before = await sent();
    const fractions: number[] = [];
    const staged = await platform.fetchImage(request, noAbort, (fraction) => fractions.push(fraction));
    expect(await sent()).toBe(before + 1);
    expect(fractions.at(-1)).toBe(1);
    expect([...fractions].sort((a, b) => a - b)).toEqual(fractions);
    const { vm } = await begin(target());
    const job = { migrationId, index: 0, image: staged, storage: 'local', format: 'raw' as const };
    const volume = await platform.importImage(vm, job, noAbort, () => {});
    expect((await readFile(volume.path)).subarray(0, 5).toString()).toBe('first');
    expect(await platform.removeByMigration(migrationId, noAbort)).toEqual([]);
  });

  test('is not sent twice when it has arrived', async () => {
    const request = { ...fetchRequest(randomUUID(), image), ...unreachable };
    const staged = await platform.fetchImage(request, noAbort, () => {});
    const before = await sent();
    expect(await platform.fetchImage(request, noAbort, () => {})).toBe(staged);
    expect(await sent()).toBe(before);
    await platform.removeByMigration(request.migrationId, noAbort);
  });

  test.each(['outcome-596', 'connection-cut'])('is looked for when the reply gets lost (%s)', async (name) => {
    const request = { ...fetchRequest(randomUUID(), image), ...unreachable };
    running.arm({ name, match: { path: '/nodes/{node}/storage/{storage}/upload' } });
    const before = await sent();
    await platform.fetchImage(request, noAbort, () => {});
    expect(await sent()).toBe(before + 1);
    await platform.removeByMigration(request.migrationId, noAbort);
  });

  test('is refused when it arrives as something else', async () => {
    const other = createHash('sha256').update('other').digest('hex');
    const request = { ...fetchRequest(randomUUID(), image), ...unreachable, sha256: other };
    await expect(platform.fetchImage(request, noAbort, () => {})).rejects.toMatchObject({ code: 'platform.corrupt' });
    expect(await platform.findByMigration(request.migrationId, noAbort)).toEqual([]);
  });

  test('stops on its way when it is told to', async () => {
    const leaving = new AbortController();
    const endless = async function* () {
      for (;;) {
        yield Buffer.alloc(65536);
        leaving.abort(new Error('enough'));
      }
    };
    const content = { bytes: 1e12, open: async () => endless() };
    const request = { ...fetchRequest(randomUUID(), image), url: null, content };
    await expect(platform.fetchImage(request, leaving.signal, () => {})).rejects.toThrow('enough');
  });
});

function fetchRequest(migrationId: string, bytes: Buffer): FetchRequest {
  const { port } = files.address() as AddressInfo;
  const fileName = `drover-${migrationId}-0.qcow2`;
  return {
    migrationId,
    node: 'pve1',
    storage: 'local',
    fileName,
    url: `http://127.0.0.1:${port}/api/v1/artifacts/${fileName}?expires=1&signature=secret`,
    content: { bytes: bytes.length, open: async () => Readable.from([bytes.subarray(0, 1000), bytes.subarray(1000)]) },
    sha256: createHash('sha256').update(bytes).digest('hex'),
    verifyCertificate: true,
  };
}

async function qcow2(text: string): Promise<Buffer> {
  const raw = join(dir, `${text}.raw`);
  const out = join(dir, `${text}.qcow2`);
  const disk = Buffer.alloc(capacityBytes);
  disk.write(text);
  await writeFile(raw, disk);
  execFileSync('qemu-img', ['convert', '-q', '-f', 'raw', '-O', 'qcow2', raw, out]);
  return await readFile(out);
}
