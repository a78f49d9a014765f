import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { diskRoot } from '../../proof/diskRoot.ts';
import { gridOf } from '../blocks/cellGrid.ts';
import { createTransfer } from '../createTransfer.ts';
import { parseFrames } from '../journal/journalRecords.ts';
import { checkVolumeAccess } from '../sinks/volumeAccess.ts';
import { diskFiles } from '../stateFiles.ts';
import { compareVolume } from '../verify/compareVolume.ts';
import { type NbdkitServer, startNbdkit } from './nbdkitServer.ts';
import { changeDisk, KiB, lastCells, MiB, makeDisk, quietHooks } from './testDisk.ts';

const program = fileURLToPath(new URL('./copyProgram.ts', import.meta.url));
const size = 160 * MiB + 512;
let source = '';
let sourceRoot = '';
let base = '';
let folder = '';
let server: NbdkitServer;
beforeAll(async () => {
  base = await mkdtemp(join(tmpdir(), 'dr-'));
  source = join(base, 'source.raw');
  await makeDisk(source, size, [{ start: 0, length: size }]);
  sourceRoot = await diskRoot(source, size);
  server = await startNbdkit('file', source);
});
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dr-'));
});
afterEach(() => rm(folder, { recursive: true }));
afterAll(async () => {
  await server.stop();
  await rm(base, { recursive: true });
});

const stateFiles = () => diskFiles(join(folder, 'state'), 'killed', 'd');

/** The last durable position that the journal on disk tells. */
async function durableUpTo(): Promise<number> {
  const bytes = await readFile(stateFiles().journal).catch(() => Buffer.alloc(0));
  const { records } = parseFrames(bytes);
  return records.reduce((upTo, record) => (record.type === 'durable' ? record.upTo : upTo), 0);
}

/** Kills a mover in the middle of verifying; tells how far it was for good. */
async function killVerifying(format: string): Promise<number> {
  const args = [program, server.socket, folder, String(size), '0', format, '', 'verify'];
  const mover = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'inherit'] });
  const gone = once(mover, 'exit');
  await vi.waitFor(async () => expect(await comparedUpTo()).toBeGreaterThan(0), { timeout: 60_000, interval: 2 });
  mover.kill('SIGKILL');
  await gone;
  // The process that reads the volume ends when it hears of that.
  let before = -1;
  await vi.waitFor(async () => {
    const now = await comparedUpTo();
    const still = now === before;
    before = now;
    expect(still).toBe(true);
  });
  return before;
}

async function comparedUpTo(): Promise<number> {
  const bytes = await readFile(stateFiles().verify).catch(() => Buffer.alloc(0));
  return Math.max(0, ...[...bytes.toString('latin1').matchAll(/"upTo":(\d+)/g)].map(([, upTo]) => Number(upTo)));
}

/** Bytes that this process has read, of files and sockets. */
async function bytesReadHere(): Promise<number> {
  return Number(/rchar: (\d+)/.exec(await readFile('/proc/self/io', 'utf8'))?.[1]);
}

describe.each(['raw', 'qcow2'] as const)('a mover killed while it fills or reads back a %s volume', (format) => {
  it('goes on from its journal, over and over, and ends with the same bytes', { timeout: 240_000 }, async () => {
    const path = join(folder, `target.${format}`);
    if (format === 'raw') {
      await writeFile(path, '');
      await truncate(path, size);
    } else {
      await promisify(execFile)('qemu-img', ['create', '-q', '-f', 'qcow2', path, String(size)]);
    }
    let reached = 0;
    for (let kill = 0; kill < 3; kill += 1) {
      const args = [program, server.socket, folder, String(size), String(80 * MiB), format];
      const mover = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'inherit'] });
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
      reached = Math.max(reached, await durableUpTo());
      if (reached >= size) break;
    }
    expect(reached).toBeGreaterThan(0);
    const transfer = createTransfer({ stateDir: join(folder, 'state'), roots: [folder], artifacts: null });
    const target = { node: 'n', storage: 's', volume: 'v', path, format, sizeBytes: Math.ceil(size / 512) * 512 };
    const identity = { migrationId: 'killed', diskId: 'd', capacityBytes: size, target };
    const round = { round: 0, kind: 'baseline' as const, roundKey: 'k', extents: 'all' as const };
    const job = { ...identity, ...round, source: server.location(size), bytesPerSecond: undefined };
    const watched = quietHooks();
    const outcome = await transfer.copy(job, watched);
    expect(outcome).toMatchObject({ root: sourceRoot, readBytes: size });
    // What the killed movers had copied shows at once.
    const first = lastCells(watched.reports.slice(0, 1));
    const grid = gridOf(size);
    expect(first.copied).toBeGreaterThanOrEqual(Math.floor(reached / grid.cellBytes));
    expect(lastCells(watched.reports)).toEqual({ copied: grid.count });
    const mismatches = format === 'raw' ? [{ start: MiB, length: 64 * KiB }] : [];
    if (format === 'raw') await changeDisk(path, [{ start: MiB + 1, length: 1 }]);
    const compared = await killVerifying(format);
    expect(compared).toBeGreaterThan(0);
    const readBefore = await bytesReadHere();
    const verified = await compareVolume(
      {
        ...{ volume: await checkVolumeAccess(target, size, [folder]), capacityBytes: size, call: 'k' },
        ...{ ledgerPath: stateFiles().ledger, cursorPath: stateFiles().verify },
      },
      new AbortController().signal,
      () => undefined,
    );
    // A qcow2 image is read by qemu-nbd, whose reads count here once it has ended, and then from that. Beside the
    // volume: the ledger, and what the test runner reads.
    const readers = format === 'raw' ? 1 : 2;
    expect((await bytesReadHere()) - readBefore).toBeLessThan(readers * (size - compared) + 4 * MiB);
    expect(verified).toMatchObject({ ledgerRoot: sourceRoot, mismatches, readBytes: size });
    expect(verified.targetRoot === sourceRoot).toBe(mismatches.length === 0);
    const again = await transfer.copy(job, quietHooks());
    expect(again).toEqual(outcome);
  });
});
