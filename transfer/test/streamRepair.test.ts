import { execFile } from 'node:child_process';
import { createReadStream } from 'node:fs';
import { mkdtemp, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ExportLocation } from '../../ports/diskLocation.ts';
import type { CopyJob } from '../../ports/transfer.ts';
import { createTransfer } from '../createTransfer.ts';
import { changeDisk, KiB, MiB, makeDisk, quietHooks } from './testDisk.ts';

const run = promisify(execFile);
let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dr-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** An export lease of the file, which begins anew each time that it is opened. */
async function exportOf(vmdk: string, capacityBytes: number): Promise<ExportLocation> {
  const lengthBytes = (await stat(vmdk)).size;
  const nothing = () => Promise.resolve();
  const open = () =>
    Promise.resolve({
      body: createReadStream(vmdk),
      lengthBytes,
      progress: () => undefined,
      complete: nothing,
      abort: nothing,
    });
  return { transport: 'nfc', capacityBytes, open };
}

test('ranges that read back different are written again from a new export, and nothing else', async () => {
  const size = 48 * MiB;
  const raw = join(folder, 'source.raw');
  const vmdk = join(folder, 'source.vmdk');
  await makeDisk(raw, size, [
    { start: 0, length: 5 * MiB },
    { start: 20 * MiB, length: 8 * MiB },
  ]);
  await run('qemu-img', ['convert', '-f', 'raw', '-O', 'vmdk', '-o', 'subformat=streamOptimized', raw, vmdk]);
  const path = join(folder, 'target.raw');
  await writeFile(path, '');
  await truncate(path, size);
  const target = { node: 'n', storage: 's', volume: 's:v', path, format: 'raw' as const, sizeBytes: size };
  const transfer = createTransfer({ stateDir: join(folder, 'state'), roots: [folder], artifacts: null });
  const source = await exportOf(vmdk, size);
  const job: CopyJob = {
    ...{ migrationId: 'm', diskId: 'd', capacityBytes: size, round: 0, kind: 'final', source, target },
    ...{ extents: 'all', roundKey: 'snap-0', bytesPerSecond: undefined },
  };
  const { root } = await transfer.copy(job, quietHooks());
  // In data, in a hole amid the stream, and in what follows the last piece of it.
  await changeDisk(path, [
    { start: 3 * MiB + 17, length: 1 },
    { start: 12 * MiB, length: 1 },
    { start: size - 1, length: 1 },
  ]);
  const { mismatches } = await transfer.verify(job, quietHooks());
  expect(mismatches).toHaveLength(3);
  const repaired = await transfer.repair(job, mismatches, quietHooks());
  expect(repaired.root).toBe(root);
  expect(repaired.writtenBytes).toBeLessThanOrEqual(2 * MiB + 2 * 64 * KiB);
  expect(await transfer.verify(job, quietHooks())).toMatchObject({ targetRoot: root, mismatches: [] });
});
