import { copyFile, mkdtemp, rename, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CopyJob } from '../../ports/transfer.ts';
import { createTransfer } from '../createTransfer.ts';
import { LedgerFile } from '../ledger/ledgerFile.ts';
import { checkVolumeAccess } from '../sinks/volumeAccess.ts';
import { diskFiles, exists } from '../stateFiles.ts';
import { type NbdkitServer, startNbdkit } from '../test/nbdkitServer.ts';
import { changeDisk, KiB, MiB, makeDisk, pagesOf, quietHooks } from '../test/testDisk.ts';
import { compareVolume } from './compareVolume.ts';
import type { VerifyRequest } from './verifyRequest.ts';

const size = 40 * MiB + 512;
const leaf = 64 * KiB;
/** Read at once, and thus how far a comparison from the beginning is when it first tells. */
const firstBytes = MiB;
let folder = '';
let server: NbdkitServer;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dr-'));
  const source = join(folder, 'source.raw');
  await makeDisk(source, size, [{ start: 0, length: size }]);
  server = await startNbdkit('file', source);
});
afterAll(async () => {
  await server.stop();
  await rm(folder, { recursive: true });
});

async function copied(name: string) {
  const path = join(folder, `${name}.raw`);
  await writeFile(path, '');
  await truncate(path, size);
  const stateDir = join(folder, 'state');
  const transfer = createTransfer({ stateDir, roots: [folder], artifacts: null });
  const job: CopyJob = {
    ...{ migrationId: name, diskId: 'd', capacityBytes: size, round: 0, kind: 'baseline', roundKey: 'k' },
    ...{ source: server.location(size), extents: 'all', bytesPerSecond: undefined },
    target: { node: 'n', storage: 's', volume: name, path, format: 'raw', sizeBytes: size },
  };
  const { root } = await transfer.copy(job, quietHooks());
  const files = diskFiles(stateDir, name, 'd');
  const request = async (): Promise<VerifyRequest> => ({
    ...{ volume: await checkVolumeAccess(job.target, size, [folder]), capacityBytes: size, call: null },
    ...{ ledgerPath: files.ledger, cursorPath: files.verify },
  });
  /** Cut off when it is so far; tells where it went on first. */
  const compare = async (until = Number.MAX_SAFE_INTEGER) => {
    const stop = new AbortController();
    const told: number[] = [];
    const outcome = await compareVolume(await request(), stop.signal, ({ doneBytes }) => {
      told.push(doneBytes);
      if (doneBytes >= until) stop.abort(new Error('cut off'));
    }).catch((error: unknown) => {
      if (!stop.signal.aborted) throw error;
      return null;
    });
    return { outcome, wentOnAt: told[0] };
  };
  return { path, transfer, job, root, files, compare };
}

/** As a ledger is while a round writes into it. */
async function markNodesStale(ledgerPath: string): Promise<void> {
  const ledger = await LedgerFile.open(ledgerPath, size);
  await ledger.setNodesCurrent(false);
  await ledger.close();
}

describe('a comparison that was cut off', () => {
  it('goes on, over and over, and tells what differs before and behind', async () => {
    const { path, compare, root } = await copied('twice');
    await changeDisk(path, [
      { start: MiB + 7, length: 1 },
      { start: 39 * MiB, length: leaf },
    ]);
    expect(await compare(24 * MiB)).toEqual({ outcome: null, wentOnAt: firstBytes });
    const second = await compare(38 * MiB);
    expect(second.outcome).toBeNull();
    expect(second.wentOnAt).toBeGreaterThan(firstBytes);
    const { outcome, wentOnAt } = await compare();
    expect(wentOnAt).toBeGreaterThan(second.wentOnAt ?? 0);
    // One that has ended is looked at anew by another call.
    const again = await compare();
    expect(again.wentOnAt).toBe(firstBytes);
    expect(outcome).toEqual({ ...again.outcome, ms: expect.any(Number) });
    expect(outcome).toMatchObject({
      ledgerRoot: root,
      readBytes: size,
      mismatches: [
        { start: MiB, length: leaf },
        { start: 39 * MiB, length: leaf },
      ],
    });
    expect(outcome?.targetRoot).not.toBe(root);
  });

  it('begins anew once the disk was written: by a repair, by a round, or with only its ledger to tell', async () => {
    const { transfer, job, root, files, compare } = await copied('written');
    const writes = [
      () => transfer.repair(job, [{ start: 0, length: leaf }], quietHooks()),
      () =>
        transfer.copy({ ...job, round: 1, roundKey: 'l', extents: pagesOf([{ start: 0, length: 1 }]) }, quietHooks()),
      async () => {
        const kept = `${files.verify}.kept`;
        await copyFile(files.verify, kept);
        await transfer.repair(job, [{ start: 0, length: leaf }], quietHooks());
        await rename(kept, files.verify);
      },
    ];
    for (const write of writes) {
      await compare(30 * MiB);
      expect(await exists(files.verify)).toBe(true);
      await write();
      const { outcome, wentOnAt } = await compare();
      expect(wentOnAt).toBe(firstBytes);
      expect(outcome).toMatchObject({ ledgerRoot: root, targetRoot: root, mismatches: [] });
    }
  });

  it('begins anew on another volume, and keeps nothing while the ledger is in the middle of a round', async () => {
    const { path, files, compare } = await copied('replaced');
    await compare(30 * MiB);
    await copyFile(path, `${path}.other`);
    await changeDisk(`${path}.other`, [{ start: 5, length: 1 }]);
    await rename(`${path}.other`, path);
    const { outcome, wentOnAt } = await compare();
    expect(wentOnAt).toBe(firstBytes);
    expect(outcome?.mismatches).toEqual([{ start: 0, length: leaf }]);

    await rm(files.verify);
    await markNodesStale(files.ledger);
    await compare(30 * MiB);
    expect(await exists(files.verify)).toBe(false);
    expect((await compare()).outcome?.mismatches).toEqual(outcome?.mismatches);
  });
});

describe('a verification whose end nobody heard of', () => {
  it('is told again to the same call, and made again for another', async () => {
    const { path, transfer, job, root } = await copied('ended');
    const first = await transfer.verify({ ...job, call: 'run 7' }, quietHooks());
    expect(first).toMatchObject({ targetRoot: root, mismatches: [] });
    await changeDisk(path, [{ start: 9, length: 1 }]);
    expect(await transfer.verify({ ...job, call: 'run 7' }, quietHooks())).toEqual(first);
    const { mismatches } = await transfer.verify({ ...job, call: 'run 8' }, quietHooks());
    expect(mismatches).toEqual([{ start: 0, length: leaf }]);
  });
});
