import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import type { Extent } from '../../ports/extent.ts';
import type { CopyJob } from '../../ports/transfer.ts';
import { diskRoot } from '../../proof/diskRoot.ts';
import { createTransfer } from '../createTransfer.ts';
import { type NbdkitServer, startNbdkit } from './nbdkitServer.ts';
import { changeDisk, KiB, lastCells, MiB, makeDisk, pagesOf, quietHooks } from './testDisk.ts';

const size = 96 * MiB;
let folder = '';
let server: NbdkitServer;
let number = 0;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dr-'));
});
afterEach(() => server.stop());
afterAll(() => rm(folder, { recursive: true }));

/** A first copy under snapshot 0 that was stopped on its way; how far it is durable is for the test to see. */
async function begun() {
  number += 1;
  const sourcePath = join(folder, `source-${number}.raw`);
  await makeDisk(sourcePath, size, [
    { start: 0, length: 60 * MiB },
    { start: 70 * MiB, length: 26 * MiB },
  ]);
  server = await startNbdkit('file', sourcePath);
  const path = join(folder, `target-${number}.raw`);
  await writeFile(path, '');
  await truncate(path, size);
  const transfer = createTransfer({ stateDir: join(folder, 'state'), roots: [folder], artifacts: null });
  const asked: string[] = [];
  const job = (snapshot: number, changed: { start: number; length: number }[] | null): CopyJob => ({
    ...{ migrationId: `m-${number}`, diskId: 'd', capacityBytes: size, round: 0, kind: 'baseline', extents: 'all' },
    ...{ source: server.location(size), bytesPerSecond: undefined, roundKey: `snap-${snapshot} e/${snapshot} all` },
    target: { node: 'n', storage: 's', volume: `s:${path}`, path, format: 'raw', sizeBytes: size },
    tracking: {
      changeId: `e/${snapshot}`,
      changesSince: async (since) => {
        asked.push(since);
        return changed === null ? null : pagesOf(changed);
      },
    },
  });
  const stop = new AbortController();
  const hooks = quietHooks(stop.signal);
  const progress: typeof hooks.progress = ({ doneBytes }) => void (doneBytes >= 24 * MiB && stop.abort());
  await expect(transfer.copy({ ...job(0, null), bytesPerSecond: 40 * MiB }, { ...hooks, progress })).rejects.toThrow();
  expect(asked).toEqual([]);
  return { sourcePath, transfer, job, asked };
}

it('goes on from a fresh snapshot: reads what changed since the first one, and what that did not get to', async () => {
  const { sourcePath, transfer, job, asked } = await begun();
  const changes = [
    { start: MiB, length: 64 * KiB },
    { start: 65 * MiB, length: MiB },
  ];
  await changeDisk(sourcePath, changes);
  const hooks = quietHooks();
  const done = await transfer.copy(job(1, changes), hooks);
  expect(asked).toEqual(['e/0']);
  expect(done.root).toBe(await diskRoot(sourcePath, size));
  // Of 87 MiB with data.
  expect(done.readBytes).toBeLessThan(72 * MiB);
  const { target } = job(1, null);
  const verified = await transfer.verify(
    { migrationId: `m-${number}`, diskId: 'd', capacityBytes: size, target },
    quietHooks(),
  );
  expect(verified).toMatchObject({ targetRoot: done.root, mismatches: [] });
  expect(lastCells(hooks.reports)).not.toHaveProperty('waiting');
});

it('asks from the oldest snapshot as long as what that one left has not been passed', async () => {
  const { sourcePath, transfer, job, asked } = await begun();
  const first = [
    { start: 2 * MiB, length: 2 * MiB },
    { start: 8 * MiB, length: MiB },
  ];
  await changeDisk(sourcePath, first);
  const broken = job(1, null);
  const tracking = {
    changeId: 'e/1',
    async changesSince(since: string) {
      asked.push(since);
      return breakingAfter(first);
    },
  };
  await expect(transfer.copy({ ...broken, tracking }, quietHooks())).rejects.toThrow('gone');
  const both = [...first, { start: 12 * MiB, length: MiB }];
  await changeDisk(sourcePath, both.slice(2));
  const done = await transfer.copy(job(2, both), quietHooks());
  expect(asked).toEqual(['e/0', 'e/0']);
  expect(done.root).toBe(await diskRoot(sourcePath, size));
});

it('reads all of it when the source cannot tell what has changed', async () => {
  const { sourcePath, transfer, job } = await begun();
  await changeDisk(sourcePath, [{ start: 3 * MiB, length: MiB }]);
  const done = await transfer.copy(job(1, null), quietHooks());
  expect(done.root).toBe(await diskRoot(sourcePath, size));
  expect(done.readBytes).toBeGreaterThanOrEqual(86 * MiB);
});

async function* breakingAfter(extents: Extent[]): AsyncGenerator<Extent[]> {
  yield extents;
  throw new Error('the source is gone');
}
