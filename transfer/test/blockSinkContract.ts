import { randomFillSync } from 'node:crypto';
import { expect, it } from 'vitest';
import type { BlockSink } from '../../ports/blockSink.ts';
import { KiB, MiB } from './testDisk.ts';

/** Bytes of the volume that a sink under test has to offer. */
export const contractVolumeBytes = 4 * MiB + 512;

const unaborted = new AbortController().signal;

/** What every BlockSink must do; `open` opens the same volume again each time. */
export function blockSinkContract(open: () => Promise<BlockSink>): void {
  async function using<T>(work: (sink: BlockSink) => Promise<T>): Promise<T> {
    const sink = await open();
    try {
      return await work(sink);
    } finally {
      await sink.close();
    }
  }

  it('keeps what was written and flushed, at odd places and many at once', async () => {
    const volume = randomFillSync(Buffer.alloc(contractVolumeBytes));
    await using(async (sink) => {
      expect(sink.size).toBeGreaterThanOrEqual(contractVolumeBytes);
      const step = 100 * KiB;
      const writes = [];
      for (let at = 0; at < volume.length; at += step)
        writes.push(sink.write(at, volume.subarray(at, at + step), unaborted));
      await Promise.all(writes);
      await sink.flush();
    });
    await using(async (sink) => {
      expect((await sink.read(0, volume.length, unaborted)).equals(volume)).toBe(true);
    });
  });

  it('makes ranges zero and leaves their neighbours alone', async () => {
    const ones = Buffer.alloc(MiB, 0xff);
    await using(async (sink) => {
      await sink.write(0, ones, unaborted);
      await sink.zero(64 * KiB + 512, 300 * KiB, unaborted);
      await sink.zero(64 * KiB + 512, 300 * KiB, unaborted);
      await sink.flush();
    });
    await using(async (sink) => {
      ones.fill(0, 64 * KiB + 512, 364 * KiB + 512);
      expect((await sink.read(0, MiB, unaborted)).equals(ones)).toBe(true);
    });
  });

  it('leaves the same bytes after the same write twice', () =>
    using(async (sink) => {
      const bytes = randomFillSync(Buffer.alloc(64 * KiB));
      await sink.write(MiB, bytes, unaborted);
      await sink.write(MiB, bytes, unaborted);
      expect((await sink.read(MiB, bytes.length, unaborted)).equals(bytes)).toBe(true);
    }));

  it('refuses after an abort', () =>
    using(async (sink) => {
      const aborted = AbortSignal.abort(new Error('enough'));
      await expect(sink.write(0, Buffer.alloc(512), aborted)).rejects.toThrow('enough');
      await expect(sink.read(0, 512, aborted)).rejects.toThrow('enough');
    }));
}
