import { execFile, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { cp, mkdtemp, open, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ArtifactStore } from '../../ports/artifactStore.ts';
import type { ExportJob, ExportOutcome } from '../../ports/transfer.ts';
import { diskRoot } from '../../proof/diskRoot.ts';
import { createTransfer } from '../createTransfer.ts';
import { parseFrames } from '../journal/journalRecords.ts';
import { diskFiles } from '../stateFiles.ts';
import { folderStore } from './folderStore.ts';
import { type NbdkitServer, startNbdkit } from './nbdkitServer.ts';
import { servedBytes } from './servedBytes.ts';
import { KiB, MiB, makeDisk, quietHooks } from './testDisk.ts';

const run = promisify(execFile);
const program = fileURLToPath(new URL('./exportProgram.ts', import.meta.url));
const size = 96 * MiB + 512;
const atRisk = 64 * MiB;
const artifact = 'd.qcow2';
let base = '';
let source = '';
let log = '';
let folder = '';
let root = '';
let server: NbdkitServer;
beforeAll(async () => {
  base = await mkdtemp(join(tmpdir(), 'dr-'));
  source = join(base, 'source.raw');
  log = join(base, 'reads.log');
  await makeDisk(source, size, [
    { start: 0, length: 32 * MiB },
    { start: size - 512, length: 512 },
  ]);
  await using file = await open(source, 'r+');
  // Packs to next to nothing, so that far more than 64 MiB fit in one part; and leaves a hole.
  await file.write(Buffer.alloc(48 * MiB, 'the quick brown fox '), 0, 48 * MiB, 32 * MiB);
  root = await diskRoot(source, size);
  server = await startNbdkit('--filter=log', 'file', source, `logfile=${log}`);
});
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dr-'));
});
afterEach(() => rm(folder, { recursive: true }));
afterAll(async () => {
  await server.stop();
  await rm(base, { recursive: true });
});

function jobOf(change: Partial<ExportJob> = {}): ExportJob {
  return {
    ...{ migrationId: 'killed', diskId: 'd', capacityBytes: size, round: 0, roundKey: 'k', artifact },
    ...{ compression: 'none', source: server.location(size), bytesPerSecond: undefined },
    ...change,
  };
}

function transferOver(artifacts: ArtifactStore) {
  return createTransfer({ stateDir: join(folder, 'state'), roots: [folder], artifacts });
}

const store = () => folderStore(folder, 64 * KiB);
const files = () => diskFiles(join(folder, 'state'), 'killed', 'd');

/** The last durable position that the journal on disk tells. */
async function durableUpTo(): Promise<number> {
  const { records } = parseFrames(await readFile(files().journal).catch(() => Buffer.alloc(0)));
  return records.reduce((upTo, record) => (record.type === 'durable' ? record.upTo : upTo), 0);
}

async function expectExported(outcome: ExportOutcome): Promise<void> {
  const image = store().pathOf(artifact);
  await run('qemu-img', ['check', '-q', '-f', 'qcow2', image]);
  await run('qemu-img', ['compare', '-q', '-f', 'raw', '-F', 'qcow2', source, image]);
  const bytes = await readFile(image);
  expect(outcome).toMatchObject({ root, artifactBytes: bytes.length });
  expect(outcome.artifactSha256).toBe(createHash('sha256').update(bytes).digest('hex'));
  const left = await readdir(folder);
  expect(left.filter((name) => name.startsWith('upload-'))).toEqual([]);
}

/** An export that is interrupted once so many bytes are durable. */
async function interrupted(job: ExportJob, upTo: number): Promise<void> {
  const stop = new AbortController();
  const hooks = { signal: stop.signal, progress: () => undefined };
  const running = transferOver(store()).exportImage({ ...job, bytesPerSecond: 160 * MiB }, hooks);
  running.catch(() => undefined);
  await vi.waitFor(async () => expect(await durableUpTo()).toBeGreaterThanOrEqual(upTo), {
    timeout: 60_000,
    interval: 5,
  });
  stop.abort(new Error('stopped'));
  await expect(running).rejects.toThrow('stopped');
}

describe.each(['none', 'zstd'] as const)('a mover killed while it exports with compression %s', (compression) => {
  it('goes on with the upload, over and over, and ends with the image of the disk', { timeout: 240_000 }, async () => {
    const before = await servedBytes(log);
    let kills = 0;
    for (let reached = 0; kills < 3 && reached < size; ) {
      const mover = spawn(
        process.execPath,
        [program, server.socket, folder, String(size), String(80 * MiB), compression],
        { stdio: ['ignore', 'ignore', 'inherit'] },
      );
      const gone = once(mover, 'exit');
      const from = reached;
      await vi.waitFor(
        async () => {
          reached = await durableUpTo();
          expect(reached).toBeGreaterThan(from);
        },
        { timeout: 60_000, interval: 5 },
      );
      mover.kill('SIGKILL');
      await gone;
      kills += 1;
    }
    expect(kills).toBeGreaterThan(1);
    const transfer = transferOver(store());
    const outcome = await transfer.exportImage(jobOf({ compression }), quietHooks());
    await expectExported(outcome);
    const read = (await servedBytes(log)) - before;
    expect(read).toBeLessThanOrEqual(80 * MiB + 512 + kills * atRisk);
    // What had been kept was not read again.
    expect(read).toBeLessThan((1 + kills) * 80 * MiB);
    expect(await transfer.exportImage(jobOf({ compression }), quietHooks())).toEqual(outcome);
    expect((await servedBytes(log)) - before).toBe(read);
  });
});

describe('an export that was interrupted', () => {
  it('reads nothing again once the object is there, though nobody has heard of it', async () => {
    const whole = store();
    const dies = {
      ...whole,
      read: () => {
        throw new Error('died');
      },
    };
    await expect(transferOver(dies).exportImage(jobOf(), quietHooks())).rejects.toThrow('died');
    const before = await servedBytes(log);
    await expectExported(await transferOver(whole).exportImage(jobOf(), quietHooks()));
    expect(await servedBytes(log)).toBe(before);
  });

  it.each([
    ['its upload is gone', async () => rm(join(folder, await uploadFolder()), { recursive: true })],
    ['its ledger is gone', () => rm(files().ledger)],
    ['its clusters are gone', () => rm(files().clusters)],
    ['its tail is cut', () => writeFile(files().tail, 'cut')],
  ])('starts over when %s', async (_what, damage) => {
    // Behind what cannot be packed: a part that is begun there has odd bytes.
    const job = jobOf({ compression: 'zstd' });
    await interrupted(job, 48 * MiB);
    await damage();
    const before = await servedBytes(log);
    const outcome = await transferOver(store()).exportImage(job, quietHooks());
    expect((await servedBytes(log)) - before).toBe(80 * MiB + 512);
    expect(outcome).toMatchObject({ root });
    await run('qemu-img', ['compare', '-q', '-f', 'raw', '-F', 'qcow2', source, store().pathOf(artifact)]);
  });

  it.each([{ roundKey: 'another snapshot' }, { compression: 'zstd' as const }])(
    'starts over for %o',
    async (change) => {
      await interrupted(jobOf(), 16 * MiB);
      const before = await servedBytes(log);
      const outcome = await transferOver(store()).exportImage(jobOf(change), quietHooks());
      expect((await servedBytes(log)) - before).toBe(80 * MiB + 512);
      expect(outcome).toMatchObject({ root });
    },
  );

  it('ends with the image of the disk, whatever is left of its journal', { timeout: 120_000 }, async () => {
    await interrupted(jobOf(), 32 * MiB);
    const kept = join(base, 'kept');
    await cp(folder, kept, { recursive: true });
    const journal = await readFile(files().journal);
    await fc.assert(
      fc.asyncProperty(fc.nat(journal.length), async (cut) => {
        await rm(folder, { recursive: true });
        await cp(kept, folder, { recursive: true });
        await writeFile(files().journal, journal.subarray(0, cut));
        const outcome = await transferOver(store()).exportImage(jobOf(), quietHooks());
        expect(outcome).toMatchObject({ root });
        await run('qemu-img', ['check', '-q', '-f', 'qcow2', store().pathOf(artifact)]);
        await run('qemu-img', ['compare', '-q', '-f', 'raw', '-F', 'qcow2', source, store().pathOf(artifact)]);
      }),
      { numRuns: 8 },
    );
  });
});

async function uploadFolder(): Promise<string> {
  return (await readdir(folder)).find((name) => name.startsWith('upload-')) ?? '';
}
