import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isErrorCode } from '../../contract/errors.ts';
import type { DiskLocation } from '../../ports/diskLocation.ts';
import type { CopyJob } from '../../ports/transfer.ts';
import { diskRoot } from '../../proof/diskRoot.ts';
import { createTransfer } from '../createTransfer.ts';
import { exportStream } from './exportStream.ts';
import { KiB, MiB, makeDisk, quietHooks } from './testDisk.ts';

const grain = 64 * KiB;
const large = { size: 32 * MiB, tail: 28 * MiB };
/** So slowly that a copy has made its beginning durable before the end is seen. */
const slowly = 8 * MiB;
const small = { size: 6 * MiB, tail: 64 * KiB };
let folder = '';
let number = 0;

interface Exported {
  size: number;
  stream: Buffer;
  root: string;
}
let long: Exported;
let short: Exported;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dr-'));
  [long, short] = [await exported(large), await exported(small)];
});
afterAll(() => rm(folder, { recursive: true }));

async function exported({ size, tail }: { size: number; tail: number }): Promise<Exported> {
  const raw = join(folder, 'source.raw');
  const vmdk = join(folder, 'source.vmdk');
  await makeDisk(raw, size, [
    { start: 0, length: 128 * KiB },
    { start: 2 * MiB, length: 128 * KiB },
    { start: size - tail, length: tail },
  ]);
  const args = ['convert', '-f', 'raw', '-O', 'vmdk', '-o', 'subformat=streamOptimized', raw, vmdk];
  await promisify(execFile)('qemu-img', args);
  return { size, stream: await readFile(vmdk), root: await diskRoot(raw, size) };
}

async function target(size: number) {
  number += 1;
  const path = join(folder, `target-${number}.raw`);
  await writeFile(path, '');
  await truncate(path, size);
  const transfer = createTransfer({ stateDir: join(folder, 'state'), roots: [folder], artifacts: null });
  const job = (source: DiskLocation): CopyJob => ({
    ...{ migrationId: `m-${number}`, diskId: 'd', capacityBytes: size, round: 0, kind: 'final', source },
    target: { node: 'n', storage: 's', volume: 'v', path, format: 'raw', sizeBytes: size },
    ...{ extents: 'all', roundKey: 'k', bytesPerSecond: undefined },
  });
  const copy = (source: DiskLocation, bytesPerSecond?: number) =>
    transfer.copy({ ...job(source), bytesPerSecond }, quietHooks());
  return { path, transfer, copy };
}

/** The stream with its second area of data said to belong to another place, which no checksum of a grain tells. */
function misplaced({ stream }: Exported): Buffer {
  const bytes = Buffer.from(stream);
  const sector = (2 * MiB) / 512;
  for (let at = 0; at < bytes.length; at += 512) {
    if (bytes.readBigUInt64LE(at) !== BigInt(sector) || bytes.readUInt32LE(at + 8) < grain / 2) continue;
    bytes.writeBigUInt64LE(BigInt(MiB / 512), at);
    return bytes;
  }
  throw new Error('The stream has no such grain.');
}

describe('an export that arrives corrupt', () => {
  it('is refused by its checksum, and what it left behind is not trusted by the next attempt', async () => {
    const { size, stream, root } = long;
    const { path, copy } = await target(size);
    const bad = exportStream(misplaced(long), size, { meant: stream });
    await expect(copy(bad, slowly)).rejects.toMatchObject({ code: 'platform.corrupt' });
    expect((await copy(exportStream(stream, size))).root).toBe(root);
    expect(await diskRoot(path, size)).toBe(root);
  });

  it('and breaks off is mended by the next attempt, which reads it from its beginning', async () => {
    const { size, stream, root } = long;
    const { path, copy } = await target(size);
    const bad = exportStream(misplaced(long), size, { meant: stream, ends: stream.length - 100 * KiB });
    await expect(copy(bad, slowly)).rejects.toMatchObject({ code: 'transfer.stream-truncated' });
    expect((await copy(exportStream(stream, size))).root).toBe(root);
    expect(await diskRoot(path, size)).toBe(root);
  });

  it('with any byte changed gives an error with a code, or the right bytes; so does the attempt after it', async () => {
    const { size, stream, root } = short;
    const { path, transfer, copy } = await target(size);
    const byte = fc.record({
      at: fc.oneof(
        fc.nat(stream.length - 1),
        fc.nat(Math.floor((stream.length - 1) / 512)).map((sector) => sector * 512),
      ),
      offset: fc.nat(15),
      flip: fc.integer({ min: 1, max: 255 }),
    });
    await fc.assert(
      fc.asyncProperty(byte, fc.boolean(), async ({ at, offset, flip }, checked) => {
        const sent = Buffer.from(stream);
        const place = Math.min(sent.length - 1, at + offset);
        sent[place] = (sent[place] ?? 0) ^ flip;
        const outcome = await copy(exportStream(sent, size, checked ? { meant: stream } : {})).catch((error) => error);
        if (outcome instanceof Error) expect(isErrorCode((outcome as { code?: string }).code ?? '')).toBe(true);
        else if (checked) expect(outcome.root).toBe(root);
        if (outcome instanceof Error || checked) expect((await copy(exportStream(stream, size))).root).toBe(root);
        if (outcome instanceof Error || checked) expect(await diskRoot(path, size)).toBe(root);
        await transfer.forget(`m-${number}`);
      }),
      { numRuns: 12 },
    );
  });
});
