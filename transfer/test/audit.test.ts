import { mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CopyJob } from '../../ports/transfer.ts';
import { diskRoot } from '../../proof/diskRoot.ts';
import { AuditSample } from '../audit/auditSample.ts';
import { createTransfer } from '../createTransfer.ts';
import { diskFiles } from '../stateFiles.ts';
import { type NbdkitServer, startNbdkit } from './nbdkitServer.ts';
import { servedBytes } from './servedBytes.ts';
import { changeDisk, KiB, MiB, makeDisk, pagesOf, quietHooks } from './testDisk.ts';

const size = 32 * MiB + 512;
const untold = 20 * MiB + 3;
const told = { start: 8 * MiB, length: 64 * KiB };
let folder = '';
let server: NbdkitServer;
let source = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dr-'));
  source = join(folder, 'source.raw');
  await makeDisk(source, size, [{ start: 0, length: size }]);
  server = await startNbdkit('file', source);
});
afterAll(async () => {
  await server.stop();
  await rm(folder, { recursive: true });
});

/** A copied disk, whose source then changes in two places and tells of one. */
async function lied(name: string, secrets = [{ start: untold, length: 1 }], from = () => server) {
  const path = join(folder, `${name}.raw`);
  await writeFile(path, '');
  await truncate(path, Math.ceil(size / 512) * 512);
  const transfer = createTransfer({ stateDir: join(folder, 'state'), roots: [folder], artifacts: null });
  const job = (rest: Partial<CopyJob>): CopyJob => ({
    ...{ migrationId: name, diskId: 'd', capacityBytes: size, round: 0, kind: 'baseline', roundKey: 'whole' },
    source: from().location(size),
    target: { node: 'n', storage: 's', volume: name, path, format: 'raw', sizeBytes: Math.ceil(size / 512) * 512 },
    extents: 'all',
    bytesPerSecond: undefined,
    ...rest,
  });
  await transfer.copy(job({}), quietHooks());
  await changeDisk(source, [told, ...secrets]);
  const changed = { round: 1, kind: 'delta', roundKey: 'delta' } as const;
  const delta = (audit: CopyJob['audit'], signal?: AbortSignal, bytesPerSecond?: number) =>
    transfer.copy(job({ ...changed, extents: pagesOf([told]), audit, bytesPerSecond }), quietHooks(signal));
  const whole = () => transfer.copy(job({ round: 1, kind: 'delta', roundKey: 'delta all' }), quietHooks());
  const { audit: cursor } = diskFiles(join(folder, 'state'), name, 'd');
  return { delta, whole, cursor };
}

describe('a source that calls changed bytes unchanged', () => {
  it('is believed without an audit, and caught by reading everything again', async () => {
    const trusting = await lied('trusting');
    const believed = await trusting.delta(undefined);
    expect(believed.audit).toBeUndefined();
    expect(believed.root).not.toBe(await diskRoot(source, size));

    const { delta, whole } = await lied('careful');
    const caught = await delta('full');
    const leaf = untold - (untold % (64 * KiB));
    expect(caught.audit).toEqual({
      sampledBytes: size,
      mismatchedBytes: 64 * KiB,
      mismatches: [{ start: leaf, length: 64 * KiB }],
    });
    // What was found is remembered over a restart, and a full comparison of the same snapshot mends it.
    expect(await delta('full')).toEqual(caught);
    expect((await whole()).root).toBe(await diskRoot(source, size));
  });

  it('is sampled at most by a sixteenth, without the leaves that are read anyhow', async () => {
    const { delta } = await lied('sampled');
    const { audit } = await delta({ sampleBytes: 1024 * MiB });
    expect(audit?.sampledBytes).toBeGreaterThan(1 * MiB);
    expect(audit?.sampledBytes).toBeLessThanOrEqual(Math.ceil(size / 64 / KiB / 16) * 64 * KiB);
  });
});

describe('an audit that is cut off', () => {
  it('goes on where it stopped, with what it has found, and drops nothing', async () => {
    const log = join(folder, 'served.log');
    const counted = await startNbdkit('--filter=log', 'file', source, `logfile=${log}`);
    const secrets = [1, 31].map((at) => ({ start: at * MiB + 9, length: 1 }));
    const { delta, cursor } = await lied('cut', secrets, () => counted);
    const stop = new AbortController();
    const cut = expect(delta('full', stop.signal, 16 * MiB)).rejects.toThrow('cut off');
    const audited = async () => {
      const text = await readFile(cursor, 'latin1').catch(() => '');
      return Math.max(0, ...[...text.matchAll(/"upTo":(\d+)/g)].map(([, upTo]) => Number(upTo)));
    };
    await expect.poll(audited, { interval: 10 }).toBeGreaterThan(2 * MiB);
    stop.abort(new Error('cut off'));
    await cut;
    const reached = await audited();
    const readBefore = await servedBytes(log);
    const { audit } = await delta('full');
    expect((await servedBytes(log)) - readBefore).toBe(size - reached);
    expect(audit).toEqual({
      sampledBytes: size,
      mismatchedBytes: 128 * KiB,
      mismatches: [1, 31].map((at) => ({ start: at * MiB, length: 64 * KiB })),
    });
    await counted.stop();
  });
});

describe('the sample', () => {
  it('lies within the disk, is the same for one seed, and spares what the pages name', async () => {
    const arbitrary = fc.record({
      leaves: fc.integer({ min: 1, max: 4000 }),
      tail: fc.constantFrom(0, 512, 65024),
      sampleBytes: fc.integer({ min: 0, max: 32 * MiB }),
      seed: fc.string(),
      from: fc.nat(3999),
      count: fc.integer({ min: 1, max: 4000 }),
    });
    const check = async ({
      leaves,
      tail,
      sampleBytes,
      seed,
      from,
      count,
    }: typeof arbitrary extends fc.Arbitrary<infer T> ? T : never) => {
      const capacity = leaves * 64 * KiB - tail;
      const sample = new AuditSample(capacity, sampleBytes, seed);
      const before = [...sample.ranges()];
      expect([...new AuditSample(capacity, sampleBytes, seed).ranges()]).toEqual(before);
      for (const range of before) {
        expect(range.length).toBeGreaterThan(0);
        expect(range.start + range.length).toBeLessThanOrEqual(capacity);
      }
      const page = { start: from * 64 * KiB + 1, length: count * 64 * KiB - 2 };
      for await (const passed of sample.spare(pagesOf([page]))) expect(passed).toEqual([page]);
      const outside = before.filter(
        (range) => range.start < from * 64 * KiB || range.start >= (from + count) * 64 * KiB,
      );
      expect([...sample.ranges()]).toEqual(outside);
    };
    await fc.assert(fc.asyncProperty(arbitrary, check));
  });
});
