import { mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MockActivityEnvironment } from '@temporalio/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type CopyInput, type CopyResult, copyActivities } from '../../activities/copy.ts';
import type { MoverDependencies } from '../../activities/dependencies.ts';
import { DroverError } from '../../contract/errors.ts';
import { planSchema } from '../../contract/plan.ts';
import type { Extent } from '../../ports/extent.ts';
import { diskRoot } from '../../proof/diskRoot.ts';
import { createTransfer } from '../../transfer/createTransfer.ts';
import { parseFrames } from '../../transfer/journal/journalRecords.ts';
import { diskFiles } from '../../transfer/stateFiles.ts';
import { type NbdkitServer, startNbdkit } from '../../transfer/test/nbdkitServer.ts';
import { servedBytes } from '../../transfer/test/servedBytes.ts';
import { changeDisk, KiB, MiB, makeDisk } from '../../transfer/test/testDisk.ts';

const size = 24 * MiB + 512;
let folder = '';
let source = '';
let log = '';
let server: NbdkitServer;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dr-'));
  source = join(folder, 'source.raw');
  log = join(folder, 'served.log');
  await makeDisk(source, size, [{ start: 0, length: size }]);
  server = await startNbdkit('--filter=log', 'file', source, `logfile=${log}`);
});
afterAll(async () => {
  await server.stop();
  await rm(folder, { recursive: true });
});

/** Activities of a mover, and a source that tells so many pages of changes before it says that tracking was lost. */
function moverOf(stateDir: string, pages: number) {
  const platform = {
    capabilities: { changeTracking: true },
    locate: async () => server.location(size),
    async *changedExtents(): AsyncGenerator<Extent[]> {
      for (let page = 0; page < pages; page += 1) yield [{ start: page * MiB, length: 64 * KiB }];
      throw new DroverError('source.tracking-lost', 'The change id is not known any more.');
    },
  };
  return copyActivities({
    platforms: { source: async () => platform },
    transfer: createTransfer({ stateDir, roots: [folder], artifacts: null }),
    progress: { report: async () => undefined },
  } as unknown as MoverDependencies);
}

it.each([0, 1])(
  'a comparison after tracking was lost behind %i pages goes on, and one that ended is not made again',
  async (pages) => {
    const migrationId = `m-${pages}`;
    const path = join(folder, `${migrationId}.raw`);
    await writeFile(path, '');
    await truncate(path, size);
    const stateDir = join(folder, 'state');
    const { copyDisk } = moverOf(stateDir, pages);
    const plan = planSchema.parse({
      source: { connectionId: 'source', vm: 'vm-1' },
      target: { connectionId: 'target', storage: 's', stagingStorage: 's' },
      networks: [],
    });
    const baseline: CopyInput = {
      ...{ migrationId, plan, transport: 'nbd', diskId: 'd', diskKey: 2000, capacityBytes: size },
      ...{ round: 0, kind: 'baseline', snapshot: 'snapshot-0', changeId: 'c/0', since: null },
      target: { node: 'n', storage: 's', volume: migrationId, path, format: 'raw', sizeBytes: size },
    };
    const attempt = (environment: MockActivityEnvironment, input: CopyInput): Promise<CopyResult> =>
      environment.run(() => copyDisk(input));
    await attempt(new MockActivityEnvironment(), baseline);
    await changeDisk(source, [{ start: 22 * MiB, length: 3 }]);

    const durable = async () => {
      const { records } = parseFrames(await readFile(diskFiles(stateDir, migrationId, 'd').journal));
      return records.reduce(
        (upTo, record) => (record.type === 'durable' && record.round === 1 ? record.upTo : upTo),
        0,
      );
    };
    const delta: CopyInput = {
      ...{ ...baseline, round: 1, kind: 'delta', snapshot: 'snapshot-1', changeId: 'c/1', since: 'c/0' },
    };
    const paused = new MockActivityEnvironment();
    const slow = { ...plan, bandwidthBytesPerSecond: 10 * MiB };
    const cut = expect(attempt(paused, { ...delta, plan: slow })).rejects.toThrow('CANCELLED');
    await expect.poll(durable, { interval: 10 }).toBeGreaterThan(2 * MiB);
    paused.cancel();
    await cut;
    const reached = await durable();
    const readBefore = await servedBytes(log);

    const copied = await attempt(new MockActivityEnvironment(), delta);
    expect(copied).toMatchObject({ full: true, root: await diskRoot(source, size), readBytes: size });
    expect(await diskRoot(path, size)).toBe(copied.root);
    const readOnce = await servedBytes(log);
    expect(readOnce - readBefore).toBe(size - reached);

    // The mover died before it told the outcome.
    expect(await attempt(new MockActivityEnvironment(), delta)).toEqual(copied);
    expect(await servedBytes(log)).toBe(readOnce);
  },
);
