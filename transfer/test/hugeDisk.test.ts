import { mkdtemp, open, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Extent } from '../../ports/extent.ts';
import type { CopyJob } from '../../ports/transfer.ts';
import { hashLeaves, leafBytes } from '../../proof/merkle.ts';
import { createTransfer } from '../createTransfer.ts';
import { diskFiles } from '../stateFiles.ts';
import { startNbdkit } from './nbdkitServer.ts';
import { rootOfSparse } from './rootOfSparse.ts';
import { changeDisk, KiB, MiB, makeDisk, pagesOf, quietHooks } from './testDisk.ts';

const TiB = 1024 * 1024 * MiB;
const size = 2 * TiB + MiB + 512;
const data: Extent[] = [
  { start: 4 * KiB, length: 3 * MiB },
  { start: 2 ** 32 - 512, length: 1024 },
  { start: 2 ** 41 - 64 * KiB - 512, length: 192 * KiB },
  { start: size - 512, length: 512 },
];
let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dr-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** Whole leaves of the places that hold data, by their number. */
async function leavesOf(path: string, places: Extent[]): Promise<Map<number, Buffer>> {
  await using file = await open(path, 'r');
  const leaves = new Map<number, Buffer>();
  for (const { start, length } of places) {
    for (let leaf = Math.floor(start / leafBytes); leaf * leafBytes < start + length; leaf += 1) {
      const bytes = Buffer.alloc(Math.min(leafBytes, size - leaf * leafBytes));
      await file.read(bytes, 0, bytes.length, leaf * leafBytes);
      leaves.set(leaf, hashLeaves(bytes));
    }
  }
  return leaves;
}

test('a thin disk of more than 2 TiB costs what its data costs', async () => {
  const [source, path] = [join(folder, 'source.raw'), join(folder, 'target.raw')];
  await makeDisk(source, size, data);
  await writeFile(path, '');
  await truncate(path, size);
  const server = await startNbdkit('file', source);
  const stateDir = join(folder, 'state');
  const transfer = createTransfer({ stateDir, roots: [folder], artifacts: null });
  const job: CopyJob = {
    ...{ migrationId: 'm', diskId: 'd', capacityBytes: size, round: 0, kind: 'baseline', roundKey: 'k' },
    target: { node: 'n', storage: 's', volume: 'v', path, format: 'raw', sizeBytes: size },
    ...{ source: server.location(size), extents: 'all', bytesPerSecond: undefined },
  };
  const { root, readBytes } = await transfer.copy(job, quietHooks());
  expect(readBytes).toBeLessThan(5 * MiB);
  const copied = await leavesOf(path, data);
  expect(copied).toEqual(await leavesOf(source, data));
  expect(root).toBe(rootOfSparse(size, copied));

  const changes = [
    { start: 2 ** 41 + 512, length: 512 },
    { start: size - 512, length: 512 },
  ];
  await changeDisk(source, changes);
  const delta: CopyJob = { ...job, round: 1, kind: 'delta', roundKey: 'l', extents: pagesOf(changes) };
  const second = await transfer.copy(delta, quietHooks());
  expect(second).toMatchObject({ changedBytes: 1024, readBytes: 64 * KiB + 512 });
  const held = await leavesOf(path, data);
  expect(held).toEqual(await leavesOf(source, data));
  expect(second.root).toBe(rootOfSparse(size, held));

  const allocated = async (file: string) => (await stat(file)).blocks * 512;
  expect(await allocated(path)).toBeLessThan(5 * MiB);
  // 4 MiB of it are nodes over 256 leaves each.
  expect(await allocated(diskFiles(stateDir, 'm', 'd').ledger)).toBeLessThan(5 * MiB);
  await server.stop();
});
