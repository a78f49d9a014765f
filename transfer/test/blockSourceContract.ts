import { randomFillSync } from 'node:crypto';
import { expect, it } from 'vitest';
import type { SourceExtent } from '../../ports/blockSource.ts';
import type { DirectSource } from '../directSource.ts';
import { KiB, MiB } from './testDisk.ts';

/** The disk that a source under test has to serve: odd in size, with a hole. */
export function contractDisk(): Buffer {
  const disk = Buffer.alloc(5 * MiB + 512);
  randomFillSync(disk, 0, 2 * MiB + 100);
  randomFillSync(disk, 4 * MiB, MiB + 512);
  return disk;
}

const unaborted = new AbortController().signal;

/** What every BlockSource must do; `open` opens a source of `contractDisk`. */
export function blockSourceContract(disk: Buffer, open: () => Promise<DirectSource>): void {
  async function using<T>(work: (source: DirectSource) => Promise<T>): Promise<T> {
    const source = await open();
    try {
      return await work(source);
    } finally {
      await source.close();
    }
  }

  it('tells the capacity', () => using(async (source) => expect(source.size).toBe(disk.length)));

  it('reads exactly what was asked for, at odd places, in any order and many at once', () =>
    using(async (source) => {
      const places = [
        { offset: disk.length - 512, length: 512 },
        { offset: 0, length: 1 * MiB },
        { offset: 4 * MiB - 64 * KiB, length: 128 * KiB },
        { offset: 512, length: 512 },
        { offset: 2 * MiB, length: 64 * KiB },
        ...Array.from({ length: 40 }, (_, i) => ({ offset: i * 100 * KiB + 512, length: 37 * 512 })),
      ];
      const pieces = await Promise.all(places.map(({ offset, length }) => source.read(offset, length, unaborted)));
      for (const [i, { offset, length }] of places.entries()) {
        expect(pieces[i]?.equals(disk.subarray(offset, offset + length))).toBe(true);
      }
    }));

  it('fills memory of the caller and no other', () =>
    using(async (source) => {
      const memory = Buffer.alloc(128 * KiB, 0x55);
      await source.readInto(MiB, memory.subarray(4096, 4096 + 64 * KiB), unaborted);
      expect(memory.subarray(4096, 4096 + 64 * KiB).equals(disk.subarray(MiB, MiB + 64 * KiB))).toBe(true);
      expect(memory.subarray(0, 4096).every((byte) => byte === 0x55)).toBe(true);
      expect(memory.subarray(4096 + 64 * KiB).every((byte) => byte === 0x55)).toBe(true);
    }));

  it('tells extents that are ascending and gapless and zero only where the disk is', () =>
    using(async (source) => {
      const range = { start: 64 * KiB, length: disk.length - 64 * KiB };
      const extents: SourceExtent[] = [];
      for await (const extent of source.extents(range, unaborted)) extents.push(extent);
      let at = range.start;
      for (const extent of extents) {
        expect(extent.start).toBe(at);
        expect(extent.length).toBeGreaterThan(0);
        at += extent.length;
        const bytes = disk.subarray(extent.start, extent.start + extent.length);
        if (extent.kind === 'zero') expect(bytes.every((byte) => byte === 0)).toBe(true);
      }
      expect(at).toBe(range.start + range.length);
    }));

  it('stops at an abort', () =>
    using(async (source) => {
      const stop = new AbortController();
      const reading = Promise.all(
        Array.from({ length: 20 }, (_, i) => source.read(i * 64 * KiB, 64 * KiB, stop.signal)),
      );
      stop.abort(new Error('enough'));
      await expect(reading).rejects.toThrow('enough');
      await expect(source.read(0, 512, stop.signal)).rejects.toThrow('enough');
    }));
}
