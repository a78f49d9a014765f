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
import { type NbdkitServer, startNbdkit } from './nbdkitServer.ts';
import { lastCells, MiB, makeDisk, quietHooks } from './testDisk.ts';

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

/** The last durable position that the journal on disk tells. */
async function durableUpTo(): Promise<number> {
  const bytes = await readFile(join(folder, 'state', 'transfers', 'killed', 'd.journal')).catch(() => Buffer.alloc(0));
  const { records } = parseFrames(bytes);
  return records.reduce((upTo, record) => (record.type === 'durable' ? record.upTo : upTo), 0);
}

describe.each(['raw', 'qcow2'] as const)('a mover killed while it copies into a %s volume', (format) => {
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
    const verified = await transfer.verify(identity, quietHooks());
    expect(verified).toMatchObject({ ledgerRoot: sourceRoot, targetRoot: sourceRoot, mismatches: [] });
    const again = await transfer.copy(job, quietHooks());
    expect(again).toEqual(outcome);
  });
});
