import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CopyJob } from '../../ports/transfer.ts';
import { diskRoot } from '../../proof/diskRoot.ts';
import { createTransfer } from '../createTransfer.ts';
import { parseFrames } from '../journal/journalRecords.ts';
import { diskFiles } from '../stateFiles.ts';
import { copyThrough, daemonExport, type InjectedError, startFaultyDaemon } from './faultyTarget.ts';
import { type NbdkitServer, startNbdkit } from './nbdkitServer.ts';
import { changeDisk, KiB, MiB, makeDisk, quietHooks } from './testDisk.ts';

/** So large that its beginning is durable before its end is written. */
const long = 40 * MiB + 512;
const short = 6 * MiB + 512;
const sources = new Map<number, { server: NbdkitServer; root: string }>();
const program = fileURLToPath(new URL('./copyProgram.ts', import.meta.url));
const execute = promisify(execFile);
let folder = '';
let number = 0;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dr-'));
  for (const size of [long, short]) {
    const path = join(folder, `source-${size}.raw`);
    await makeDisk(path, size, [{ start: 0, length: size }]);
    sources.set(size, { server: await startNbdkit('file', path), root: await diskRoot(path, size) });
  }
});
afterAll(async () => {
  for (const { server } of sources.values()) await server.stop();
  await rm(folder, { recursive: true });
});

async function setUp(size: number) {
  number += 1;
  const source = sources.get(size);
  if (source === undefined) throw new Error(`There is no source of ${size} bytes.`);
  const path = join(folder, `target-${number}.raw`);
  await writeFile(path, '');
  await truncate(path, size);
  const stateDir = join(folder, 'state');
  const transfer = createTransfer({ stateDir, roots: [folder], artifacts: null });
  const job: CopyJob = {
    ...{ migrationId: `m-${number}`, diskId: 'd', capacityBytes: size, round: 0, kind: 'baseline', roundKey: 'k' },
    source: source.server.location(size),
    target: { node: 'n', storage: 's', volume: 'v', path, format: 'raw', sizeBytes: size },
    ...{ extents: 'all', bytesPerSecond: undefined },
  };
  return {
    path,
    transfer,
    job,
    root: source.root,
    through: (socket: string, exportName = '') => copyThrough({ socket, exportName }, job, stateDir),
  };
}

describe('a target that fails', () => {
  const at = 37 * MiB;
  it.each<[string, InjectedError, string, string]>([
    [
      'a write late in the copy',
      { iotype: 'write', errno: 5, sector: at / 512 },
      'platform.unreachable',
      `at ${36 * MiB}: EIO`,
    ],
    [
      'for want of room late in the copy',
      { iotype: 'write', errno: 28, sector: at / 512 },
      'platform.quota',
      `at ${36 * MiB}: ENOSPC`,
    ],
    ['a flush', { iotype: 'flush', errno: 5 }, 'platform.unreachable', 'flush'],
  ])(
    '%s is told by code and place; once it is mended, the copy goes on and ends right',
    async (_name, rule, code, place) => {
      const { path, transfer, job, root, through } = await setUp(long);
      const daemon = await startFaultyDaemon(path, rule);
      const failed = { code, message: expect.stringContaining(place) };
      await expect(through(daemon.socket, daemonExport)).rejects.toMatchObject(failed);
      await daemon.stop();
      const outcome = await transfer.copy(job, quietHooks());
      expect(outcome).toMatchObject({ root, readBytes: long });
      expect(await transfer.verify(job, quietHooks())).toMatchObject({ targetRoot: root, mismatches: [] });
      expect(await diskRoot(path, long)).toBe(root);
    },
  );
});

it('of a raw file that takes a write only in part, the place is told; once it takes all, the copy goes on and ends right', async () => {
  const own = await mkdtemp(join(folder, 'partial-'));
  const path = join(own, 'target.raw');
  await writeFile(path, '');
  await truncate(path, long);
  const source = sources.get(long);
  // The kernel writes up to the limit, says how much that was, and refuses the next byte.
  const limit = long - 256;
  const mover = [process.execPath, program, source?.server.socket ?? '', own, String(long)];
  const cut = execute('prlimit', [`--fsize=${limit}`, ...mover]);
  const stderr = expect.stringMatching(new RegExp(`write at ${limit} of ${path} failed: EFBIG[^]*transfer.corrupt`));
  await expect(cut).rejects.toMatchObject({ code: 1, stderr });
  const { stdout } = await execute(process.execPath, mover.slice(1));
  const first = Number(/"doneBytes":(\d+)/.exec(stdout)?.[1]);
  expect(first).toBeGreaterThan(16 * MiB);
  expect(await diskRoot(path, long)).toBe(source?.root);
});

describe('a target that lies', () => {
  /** A server that writes into the file, of the write at 2 MiB all but its last 4 KiB. */
  const shortening = (path: string) => [
    'eval',
    `get_size=echo ${short}`,
    `pread=dd if=${path} skip=$4 count=$3 iflag=skip_bytes,count_bytes,fullblock bs=64K status=none`,
    `pwrite=kept=$3; [ $4 = ${2 * MiB} ] && kept=$(($3 - 4096)); head -c $kept | dd of=${path} seek=$4 oflag=seek_bytes conv=notrunc iflag=fullblock bs=64K status=none`,
    'can_write=exit 0',
    'can_flush=exit 0',
    'flush=exit 0',
  ];
  it.each<[string, (path: string) => string[], { start: number; length: number }]>([
    ['drops the end of a write', shortening, { start: 4 * MiB - 64 * KiB, length: 64 * KiB }],
    ['keeps nothing', (path) => ['--filter=cow', 'file', path], { start: 0, length: short }],
  ])('and %s is caught by the ledger and repaired', async (_name, server, lost) => {
    const { path, transfer, job, root, through } = await setUp(short);
    const liar = await startNbdkit(...server(path));
    expect((await through(liar.socket)).root).toBe(root);
    await liar.stop();
    const found = await transfer.verify(job, quietHooks());
    expect(found).toMatchObject({ ledgerRoot: root, mismatches: [lost] });
    expect(found.targetRoot).not.toBe(root);
    expect((await transfer.repair(job, found.mismatches, quietHooks())).root).toBe(root);
    expect(await transfer.verify(job, quietHooks())).toMatchObject({ targetRoot: root, mismatches: [] });
  });

  it('and flips bits while the copy goes on is caught, whenever it did', async () => {
    const { path, transfer, job, root } = await setUp(long);
    const stop = new AbortController();
    const { journal } = diskFiles(join(folder, 'state'), job.migrationId, job.diskId);
    const pauseOnceDurable = () => {
      const { records } = parseFrames(readFileSync(journal));
      if (records.some((record) => record.type === 'durable')) stop.abort(new Error('paused'));
    };
    const hooks = { signal: stop.signal, progress: pauseOnceDurable };
    await expect(transfer.copy({ ...job, bytesPerSecond: 12 * MiB }, hooks)).rejects.toThrow('paused');
    await changeDisk(path, [{ start: 64 * KiB + 5, length: 1 }]);
    expect((await transfer.copy(job, quietHooks())).root).toBe(root);
    await changeDisk(path, [{ start: long - 1, length: 1 }]);
    const { mismatches } = await transfer.verify(job, quietHooks());
    expect(mismatches).toEqual([
      { start: 64 * KiB, length: 64 * KiB },
      { start: long - 512, length: 512 },
    ]);
    expect((await transfer.repair(job, mismatches, quietHooks())).root).toBe(root);
    expect(await diskRoot(path, long)).toBe(root);
  });
});
