import { execFile, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { connectNbd } from './nbdClient.ts';

const run = promisify(execFile);
const SIZE = 24 * 1024 * 1024 + 512;
const DATA = randomBytes(3 * 1024 * 1024);
let dir: string;
let server: ReturnType<typeof spawn>;
let path: string;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'dr-'));
  path = join(dir, 'nbd');
  const raw = join(dir, 'disk.raw');
  const file = await open(raw, 'w');
  await file.truncate(SIZE);
  await file.write(DATA, 0, DATA.length, 1024 * 1024);
  await file.close();
  const disk = join(dir, 'disk.qcow2');
  await run('qemu-img', ['convert', '-O', 'qcow2', raw, disk]);
  await run('qemu-img', ['bitmap', '--add', disk, 'dirty']);
  await run('qemu-io', ['-f', 'qcow2', '-c', 'write 8M 64k', disk]);
  await run('qemu-img', ['bitmap', '--disable', disk, 'dirty']);
  server = spawn('qemu-nbd', ['-r', '-f', 'qcow2', '-B', 'dirty', '-k', path, '-x', 'disk', '-t', '-e', '4', disk]);
  const patience = { timeout: 60_000, interval: 50 };
  const probe = await vi.waitFor(() => connectNbd({ path, exportName: 'disk' }), patience);
  probe.close();
});
afterAll(async () => {
  server.kill();
  await rm(dir, { recursive: true, force: true });
});

test('reads data and holes, requests side by side', async () => {
  const client = await connectNbd({ path, exportName: 'disk' });
  const whole = await client.read(0, SIZE);
  expect(whole.subarray(1024 * 1024, 4 * 1024 * 1024).equals(DATA)).toBe(true);
  const offsets = [0, 1024 * 1024 - 7, 2 * 1024 * 1024 + 1, SIZE - 100];
  const parts = await Promise.all(offsets.map((offset) => client.read(offset, 100)));
  for (const [index, part] of parts.entries()) {
    const at = offsets[index] ?? 0;
    expect(part.equals(whole.subarray(at, at + 100))).toBe(true);
  }
  await expect(client.read(SIZE, 512)).rejects.toThrow('NBD error');
  client.close();
});

test('tells what is allocated, and what a dirty bitmap marks', async () => {
  const contexts = ['base:allocation', 'qemu:dirty-bitmap:dirty'];
  const client = await connectNbd({ path, exportName: 'disk', contexts });
  const allocated = (await client.blockStatus('base:allocation')).filter((extent) => (extent.flags & 1) === 0);
  expect(allocated.map(({ start, length }) => [start, length])).toEqual([
    [1024 * 1024, DATA.length],
    [8 * 1024 * 1024, 65_536],
  ]);
  const dirty = (await client.blockStatus('qemu:dirty-bitmap:dirty')).filter((extent) => extent.flags === 1);
  expect(dirty).toEqual([{ start: 8 * 1024 * 1024, length: 65_536, flags: 1 }]);
  client.close();
});

test('names an export that is not there', async () => {
  await expect(connectNbd({ path, exportName: 'other' })).rejects.toThrow('other');
});
