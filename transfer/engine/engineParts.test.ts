import { hash, randomFillSync } from 'node:crypto';
import { zstdDecompressSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { hashBytes, leafBytes } from '../../proof/merkle.ts';
import { BlockPool } from './blockPool.ts';
import { HashPool } from './hashPool.ts';
import { RateLimit } from './rateLimit.ts';
import { Watermark } from './watermark.ts';

const signal = new AbortController().signal;
const pool = new HashPool(2);
afterAll(() => pool.close());

describe('HashPool', () => {
  it('hashes leaves in shared memory and marks the zero ones', async () => {
    const memory = new SharedArrayBuffer(4 * leafBytes);
    const bytes = Buffer.from(memory);
    bytes.fill(7, 0, leafBytes);
    bytes.fill(9, 3 * leafBytes + 1, 3 * leafBytes + 2);
    const length = 3 * leafBytes + 512;
    const answers = await Promise.all(Array.from({ length: 20 }, () => pool.hash(memory, length)));
    for (const { hashes, zero } of answers) {
      expect([...zero]).toEqual([0, 1, 1, 0]);
      for (let leaf = 0; leaf < 4; leaf += 1) {
        const expected = hash(
          'sha256',
          bytes.subarray(leaf * leafBytes, Math.min(length, (leaf + 1) * leafBytes)),
          'hex',
        );
        expect(Buffer.from(hashes).toString('hex', leaf * hashBytes, (leaf + 1) * hashBytes)).toBe(expected);
      }
    }
  });

  it('packs leaves that shrink, each by itself, a short last one with zeros behind it', async () => {
    const memory = new SharedArrayBuffer(5 * leafBytes);
    const bytes = Buffer.from(memory, leafBytes);
    bytes.fill('the quick brown fox', 0, leafBytes);
    randomFillSync(bytes, leafBytes, leafBytes);
    bytes.fill(9, 2 * leafBytes, 2 * leafBytes + 512);
    const { packed, lengths } = await pool.pack(memory, 2 * leafBytes + 512, leafBytes);
    expect([...lengths].map((length) => length > 0)).toEqual([true, false, true]);
    const [first = 0, , last = 0] = lengths;
    expect(zstdDecompressSync(packed.subarray(0, first)).equals(bytes.subarray(0, leafBytes))).toBe(true);
    const short = Buffer.concat([bytes.subarray(2 * leafBytes, 2 * leafBytes + 512)], leafBytes);
    expect(zstdDecompressSync(packed.subarray(first, first + last)).equals(short)).toBe(true);
    expect(packed).toHaveLength(first + last);
  });
});

describe('Watermark', () => {
  it('stands where all before have ended, with what they did', () => {
    const order = fc.shuffledSubarray([...Array.from({ length: 12 }).keys()]);
    fc.assert(
      fc.property(order, (done) => {
        const watermark = new Watermark(0, { changedBytes: 0, readBytes: 100, writtenBytes: 0 });
        const finish = Array.from({ length: 12 }, (_, i) => watermark.begin(i + 1));
        for (const task of done) finish[task]?.({ changedBytes: 1, readBytes: 2, writtenBytes: 3 });
        const first = Array.from({ length: 13 }).findIndex((_, i) => !done.includes(i));
        expect(watermark.upTo).toBe(first);
        expect(watermark.totals).toEqual({ changedBytes: first, readBytes: 100 + 2 * first, writtenBytes: 3 * first });
      }),
    );
  });
});

describe('RateLimit', () => {
  it('lets pass what the rate allows, by any clock', async () => {
    let now = 0;
    const limit = new RateLimit(1000, () => now);
    await limit.take(500, signal);
    const stopped = new AbortController();
    const waiting = limit.take(1, stopped.signal);
    stopped.abort();
    await expect(waiting).rejects.toThrow();
    now = 500;
    await limit.take(10_000, signal);
    limit.setRate(undefined);
    await limit.take(1_000_000, signal);
    limit.setRate(1000);
    now += 1;
    await expect(limit.take(1, AbortSignal.abort())).resolves.toBeUndefined();
  });
});

describe('BlockPool', () => {
  it('makes no more blocks than it may, and lets those who wait give up', async () => {
    const blocks = new BlockPool(leafBytes, 2);
    const [first] = await Promise.all([blocks.acquire(signal), blocks.acquire(signal)]);
    const stop = new AbortController();
    const given = blocks.acquire(stop.signal);
    const next = blocks.acquire(signal);
    stop.abort(new Error('enough'));
    await expect(given).rejects.toThrow('enough');
    blocks.release(first);
    expect(await next).toBe(first);
  });
});
