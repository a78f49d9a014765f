import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdtemp, open, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DiskLocation, ExportLocation } from '../../ports/diskLocation.ts';
import type { ExportJob } from '../../ports/transfer.ts';
import { diskRoot } from '../../proof/diskRoot.ts';
import { createTransfer } from '../createTransfer.ts';
import { folderStore } from './folderStore.ts';
import { startNbdkit } from './nbdkitServer.ts';
import { KiB, MiB, makeDisk, quietHooks } from './testDisk.ts';

const run = promisify(execFile);

let folder = '';
let number = 0;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dr-'));
});
afterAll(() => rm(folder, { recursive: true }));

function setUp(
  source: DiskLocation,
  change: Partial<ExportJob> & { capacityBytes: number },
  minimumPart: number,
  maximumBytes?: number,
) {
  const artifacts = folderStore(folder, minimumPart, maximumBytes);
  const transfer = createTransfer({ stateDir: join(folder, 'state'), roots: [folder], artifacts });
  number += 1;
  const job: ExportJob = {
    migrationId: `m${number}`,
    diskId: 'd',
    round: 0,
    roundKey: 'k',
    source,
    artifact: 'migrations/m/d.qcow2',
    compression: 'none',
    bytesPerSecond: undefined,
    ...change,
  };
  return { transfer, job, image: artifacts.pathOf(job.artifact) };
}

/** Random and text-like pieces, so that some clusters can be packed and some cannot. */
async function mixedDisk(path: string, size: number): Promise<void> {
  await makeDisk(path, size, [
    { start: 0, length: 3 * MiB },
    { start: 20 * MiB + 4 * KiB, length: 10 * MiB },
    { start: size - 512, length: 512 },
  ]);
  await using file = await open(path, 'r+');
  const text = Buffer.alloc(64 * KiB, 'the quick brown fox ');
  for (let at = 5 * MiB; at < 9 * MiB; at += 2 * text.length) await file.write(text, 0, text.length, at);
}

async function expectSameImage(raw: string, image: string): Promise<void> {
  await run('qemu-img', ['check', '-q', '-f', 'qcow2', image]);
  await run('qemu-img', ['compare', '-q', '-f', 'raw', '-F', 'qcow2', raw, image]);
}

describe('exporting to a qcow2 image', () => {
  it.each([
    { compression: 'none', size: 64 * MiB, minimumPart: 64 * KiB },
    { compression: 'zstd', size: 64 * MiB + 512, minimumPart: 64 * KiB },
    { compression: 'none', size: 2048 * MiB + 512, minimumPart: 5 * MiB },
    { compression: 'zstd', size: 700 * MiB, minimumPart: 5 * MiB },
  ] as const)(
    'gives what the disk holds: $compression, $size bytes',
    { timeout: 120_000 },
    async ({ compression, size, minimumPart }) => {
      const raw = join(folder, `disk-${compression}-${size}.raw`);
      await mixedDisk(raw, size);
      const server = await startNbdkit('file', raw);
      try {
        const { transfer, job, image } = setUp(
          server.location(size),
          { capacityBytes: size, compression },
          minimumPart,
        );
        const outcome = await transfer.exportImage(job, quietHooks());
        await expectSameImage(raw, image);
        expect(outcome.root).toBe(await diskRoot(raw, size));
        expect(outcome.artifactBytes).toBe((await stat(image)).size);
        const sha256 = createHash('sha256');
        for await (const piece of createReadStream(image)) sha256.update(piece);
        expect(outcome.artifactSha256).toBe(sha256.digest('hex'));
        const target = { node: 'n', storage: 's', volume: 'v', path: image, format: 'qcow2' as const, sizeBytes: size };
        const verified = await transfer.verify({ ...job, target }, quietHooks());
        expect(verified).toMatchObject({ targetRoot: outcome.root, mismatches: [] });
      } finally {
        await server.stop();
      }
    },
  );

  it.each([10 * MiB, 0, 512])('makes an image of a disk of %i bytes without any data', async (size) => {
    const raw = join(folder, 'empty.raw');
    await makeDisk(raw, size, []);
    const server = await startNbdkit('null', `size=${size}`);
    try {
      const { transfer, job, image } = setUp(server.location(size), { capacityBytes: size }, 64 * KiB);
      expect((await transfer.exportImage(job, quietHooks())).root).toBe(await diskRoot(raw, size));
      await expectSameImage(raw, image);
    } finally {
      await server.stop();
    }
  });

  it('refuses a disk whose image outgrows what the store takes, and leaves nothing there', async () => {
    const size = 8 * MiB;
    const raw = join(folder, 'outgrows.raw');
    await makeDisk(raw, size, [{ start: 0, length: size }]);
    const server = await startNbdkit('file', raw);
    try {
      const artifact = 'migrations/m/outgrows.qcow2';
      const { transfer, job, image } = setUp(server.location(size), { capacityBytes: size, artifact }, 64 * KiB, size);
      await expect(transfer.exportImage(job, quietHooks())).rejects.toMatchObject({
        code: 'platform.unsupported',
        message: expect.stringContaining('direct route'),
      });
      await expect(stat(image)).rejects.toThrow('ENOENT');
    } finally {
      await server.stop();
    }
  });

  it('gives what a stream-optimised export holds, and ends the lease with its checksum', async () => {
    const size = 64 * MiB;
    const raw = join(folder, 'stream.raw');
    const vmdk = join(folder, 'stream.vmdk');
    await mixedDisk(raw, size);
    await run('qemu-img', ['convert', '-f', 'raw', '-O', 'vmdk', '-o', 'subformat=streamOptimized', raw, vmdk]);
    const bytes = await readFile(vmdk);
    let seen: { bytes: number; sha1: string } | undefined;
    const source: ExportLocation = {
      transport: 'nfc',
      capacityBytes: size,
      open: () =>
        Promise.resolve({
          body: createReadStream(vmdk),
          lengthBytes: bytes.length,
          progress: () => undefined,
          complete(all) {
            seen = all;
            return Promise.resolve();
          },
          abort: () => Promise.resolve(),
        }),
    };
    const { transfer, job, image } = setUp(source, { capacityBytes: size, compression: 'zstd' }, 64 * KiB);
    const outcome = await transfer.exportImage(job, quietHooks());
    await expectSameImage(raw, image);
    expect(outcome.root).toBe(await diskRoot(raw, size));
    expect(seen).toEqual({ bytes: bytes.length, sha1: createHash('sha1').update(bytes).digest('hex') });
  });
});
