import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, truncate } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CopyJob } from '../../ports/transfer.ts';
import { diskRoot } from '../../proof/diskRoot.ts';
import { createTransfer } from '../createTransfer.ts';
import { startNbdkit } from './nbdkitServer.ts';
import { changeDisk, KiB, MiB, makeDisk, pagesOf, quietHooks } from './testDisk.ts';

const run = promisify(execFile);
let folder = '';
let number = 0;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dr-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** A volume full of a former owner's bytes, as large as the disk and some more. */
async function usedVolume(format: 'raw' | 'qcow2', sizeBytes: number) {
  const raw = join(folder, `v-${number}.raw`);
  await makeDisk(raw, sizeBytes, [{ start: 0, length: sizeBytes }]);
  const path = join(folder, `v-${number}.${format}`);
  if (format === 'qcow2') await run('qemu-img', ['convert', '-f', 'raw', '-O', 'qcow2', raw, path]);
  return { node: 'n', storage: 's', volume: 'v', path, format, sizeBytes };
}

async function contentOf({ path, format }: CopyJob['target']): Promise<Buffer> {
  const plain = join(folder, `content-${number}`);
  await run('qemu-img', ['convert', '-f', format, '-O', 'raw', path, plain]);
  return readFile(plain);
}

describe('a disk of an odd size', () => {
  it.each([
    ['raw', MiB + 512, 0],
    ['raw', 64 * KiB - 512, 4 * KiB + 512],
    ['qcow2', 512, 64 * KiB],
    ['qcow2', 64 * KiB + 4 * KiB, 0],
    ['qcow2', 2 * MiB - 512, MiB],
    ['qcow2', 0, MiB],
  ] as const)(
    '%s, %i bytes in a used volume with %i more: whole, changed, verified, and zero behind it',
    async (format, size, more) => {
      number += 1;
      const source = join(folder, `source-${number}.raw`);
      await makeDisk(source, size, [{ start: Math.floor(size / 3), length: Math.floor(size / 2) }]);
      const server = await startNbdkit(...(size === 0 ? ['null', 'size=0'] : ['file', source]));
      const target = await usedVolume(format, size + more);
      const transfer = createTransfer({ stateDir: join(folder, 'state'), roots: [folder], artifacts: null });
      const job: CopyJob = {
        ...{ migrationId: `m-${number}`, diskId: 'd', capacityBytes: size, round: 0, kind: 'baseline', roundKey: 'k' },
        ...{ source: server.location(size), target, extents: 'all', bytesPerSecond: undefined },
      };
      expect((await transfer.copy(job, quietHooks())).root).toBe(await diskRoot(source, size));
      const last = size === 0 ? [] : [{ start: size - 512, length: 512 }];
      await changeDisk(source, last);
      const delta: CopyJob = { ...job, round: 1, kind: 'delta', roundKey: 'l', extents: pagesOf(last), audit: 'full' };
      const { root, audit } = await transfer.copy(delta, quietHooks());
      expect(root).toBe(await diskRoot(source, size));
      expect(audit).toMatchObject({ sampledBytes: size, mismatchedBytes: 0 });
      expect(await transfer.verify(job, quietHooks())).toMatchObject({ targetRoot: root, mismatches: [] });
      const content = await contentOf(target);
      expect(content.subarray(0, size).equals(await readFile(source))).toBe(true);
      expect(content.subarray(size).equals(Buffer.alloc(content.length - size))).toBe(true);
      await server.stop();
    },
  );

  it('that is larger than its volume is refused before a byte is written', async () => {
    number += 1;
    const target = await usedVolume('raw', MiB);
    const before = await readFile(target.path);
    const server = await startNbdkit('null', `size=${MiB + 512}`);
    const transfer = createTransfer({ stateDir: join(folder, 'state'), roots: [folder], artifacts: null });
    const job: CopyJob = {
      ...{ migrationId: `m-${number}`, diskId: 'd', capacityBytes: MiB + 512, round: 0, kind: 'baseline' },
      ...{ source: server.location(MiB + 512), target, extents: 'all', roundKey: 'k', bytesPerSecond: undefined },
    };
    const refused = { code: 'mover.volume-mismatch', message: expect.stringContaining(`the disk has ${MiB + 512}`) };
    await expect(transfer.copy(job, quietHooks())).rejects.toMatchObject(refused);
    await truncate(target.path, MiB - 512);
    await expect(transfer.copy({ ...job, capacityBytes: MiB }, quietHooks())).rejects.toMatchObject({
      code: 'mover.volume-mismatch',
    });
    expect((await readFile(target.path)).equals(before.subarray(0, MiB - 512))).toBe(true);
    await server.stop();
  });
});
