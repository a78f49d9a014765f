import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { BlockSource, SourceExtent } from '../../ports/blockSource.ts';
import type { Extent } from '../../ports/extent.ts';
import { ascendingExtents } from './ascendingExtents.ts';
import { leafRanges } from './leafRanges.ts';
import { type PlannedRange, planChanges, planWhole } from './planRound.ts';

const leaf = 65536;
const signal = new AbortController().signal;

/** Ascending extents, as gaps and lengths; some touch, some overlap the page before. */
const extentsOf = fc
  .array(fc.record({ gap: fc.integer({ min: 0, max: 700_000 }), length: fc.integer({ min: 1, max: 400_000 }) }))
  .map((steps) => {
    let at = 0;
    return steps.map(({ gap, length }): Extent => {
      const start = at + gap;
      at = start + length;
      return { start, length };
    });
  });

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

function sum(ranges: { length: number }[]): number {
  return ranges.reduce((total, range) => total + range.length, 0);
}

function covers(ranges: Extent[], extent: Extent): boolean {
  let at = extent.start;
  for (const range of ranges) {
    if (range.start <= at && at < range.start + range.length) at = range.start + range.length;
  }
  return at >= extent.start + extent.length;
}

/** A source of which only the extents matter. */
function sourceOf(size: number, data: Extent[]): BlockSource {
  return {
    size,
    maximumRead: 1,
    parallelReads: 1,
    mostReads: 1,
    async *extents(range) {
      const end = range.start + range.length;
      let at = range.start;
      const piece = (to: number, kind: SourceExtent['kind']) => ({ start: at, length: to - at, kind });
      for (const extent of data) {
        const from = Math.min(end, Math.max(at, extent.start));
        const to = Math.min(end, Math.max(at, extent.start + extent.length));
        if (from > at) yield piece(from, 'zero');
        at = Math.max(at, from);
        if (to > at) yield piece(to, 'data');
        at = Math.max(at, to);
      }
      if (at < end) yield piece(end, 'zero');
    },
    read: () => Promise.reject(new Error('not to be read')),
    close: () => Promise.resolve(),
  };
}

async function* pagesOf(extents: Extent[], size: number): AsyncGenerator<Extent[]> {
  for (let at = 0; at < extents.length; at += size) {
    yield extents.slice(at, at + size);
    yield [];
  }
}

describe('ascendingExtents', () => {
  it('joins pages to disjoint extents within the disk and loses none', async () => {
    await fc.assert(
      fc.asyncProperty(extentsOf, fc.integer({ min: 1, max: 5 }), async (extents, page) => {
        const size = Math.max(1, sum(extents));
        const out = await collect(ascendingExtents(pagesOf(extents, page), size));
        for (const [i, range] of out.entries()) {
          const before = out[i - 1];
          if (before !== undefined) expect(range.start).toBeGreaterThan(before.start + before.length);
          expect(range.start + range.length).toBeLessThanOrEqual(size);
        }
        for (const { start, length } of extents) {
          const within = Math.min(size, start + length) - start;
          if (within > 0) expect(covers(out, { start, length: within })).toBe(true);
        }
      }),
    );
  });

  it('refuses pages that go back', async () => {
    const pages = [[{ start: leaf, length: 1 }], [{ start: 0, length: 1 }]];
    await expect(collect(ascendingExtents(pages, 4 * leaf))).rejects.toMatchObject({ code: 'platform.protocol' });
  });
});

describe('leafRanges', () => {
  it('reads whole leaves, in order, all that changed and at most 1.1 times those leaves', async () => {
    await fc.assert(
      fc.asyncProperty(extentsOf, fc.integer({ min: 0, max: leaf }), async (extents, tail) => {
        const last = extents.at(-1);
        const size = (last === undefined ? 0 : last.start + last.length) + tail;
        const joined = await collect(ascendingExtents([extents], size));
        const out = (await collect(leafRanges(joined, size))).filter((range) => range.length > 0);
        const touched = new Set<number>();
        for (const { start, length } of joined) {
          for (let at = Math.floor(start / leaf); at * leaf < start + length; at += 1) touched.add(at);
        }
        let end = 0;
        for (const range of out) {
          expect(range.start).toBeGreaterThanOrEqual(end);
          expect(range.start % leaf).toBe(0);
          end = range.start + range.length;
          expect(end === size || end % leaf === 0).toBe(true);
        }
        for (const extent of joined) expect(covers(out, extent)).toBe(true);
        expect(sum(out)).toBeLessThanOrEqual(touched.size * leaf * 1.1);
        expect(out.reduce((total, range) => total + range.changedBytes, 0)).toBe(sum(joined));
      }),
    );
  });
});

describe('planWhole', () => {
  it('covers the disk without gaps and calls zero only what is', async () => {
    await fc.assert(
      fc.asyncProperty(extentsOf, fc.integer({ min: 0, max: leaf }), fc.nat(20), async (data, tail, skip) => {
        const last = data.at(-1);
        const size = (last === undefined ? 0 : last.start + last.length) + tail;
        const from = Math.min(skip * leaf, Math.floor(size / leaf) * leaf);
        const plan = await collect(planWhole(sourceOf(size, data), from, signal));
        let at = from;
        for (const range of plan) {
          expect(range.start).toBe(at);
          at += range.length;
        }
        expect(at).toBe(size);
        const zeros = plan.filter((range) => range.kind === 'zero');
        for (const zero of zeros) {
          const hit = data.some((d) => d.start < zero.start + zero.length && d.start + d.length > zero.start);
          expect(hit).toBe(false);
        }
      }),
    );
  });

  it('plans 62 TiB without data as a few ranges with exact ends', async () => {
    const size = 62 * 1024 ** 4 - 512;
    const data = [
      { start: 2 ** 41 - 512, length: 1024 },
      { start: size - 512, length: 512 },
    ];
    const plan = await collect(planWhole(sourceOf(size, data), 0, signal));
    expect(plan.map(({ kind, start, length }) => [kind, start, length])).toEqual([
      ['zero', 0, 2 ** 41 - leaf],
      ['read', 2 ** 41 - leaf, 2 * leaf],
      ['zero', 2 ** 41 + leaf, 60 * 1024 ** 4 - 2 * leaf],
      ['read', 62 * 1024 ** 4 - leaf, leaf - 512],
    ]);
    const changed = await collect(planChanges(sourceOf(size, data), pagesOf(data, 1), 0, signal));
    expect(changed.map(({ start, length }) => [start, length])).toEqual([
      [2 ** 41 - leaf, 2 * leaf],
      [62 * 1024 ** 4 - leaf, leaf - 512],
    ]);
  });
});

describe('planChanges', () => {
  it('goes on at the watermark with all that is left', async () => {
    await fc.assert(
      fc.asyncProperty(extentsOf, fc.nat(200), async (extents, skip) => {
        const last = extents.at(-1);
        const size = last === undefined ? leaf : last.start + last.length;
        const source = sourceOf(size, [{ start: 0, length: size }]);
        const from = skip * leaf;
        const plan: PlannedRange[] = await collect(planChanges(source, pagesOf(extents, 3), from, signal));
        for (const range of plan) expect(range.start).toBeGreaterThanOrEqual(from);
        for (const { start, length } of extents) {
          const left = { start: Math.max(from, start), length: start + length - Math.max(from, start) };
          if (left.length > 0) expect(covers(plan, left)).toBe(true);
        }
      }),
    );
  });

  it('skips what the source knows to be zero in long changes', async () => {
    const size = 64 * 1024 * 1024;
    const source = sourceOf(size, [{ start: size / 2, length: leaf }]);
    const plan = await collect(planChanges(source, pagesOf([{ start: 0, length: size }], 1), 0, signal));
    expect(sum(plan.filter((range) => range.kind === 'read'))).toBe(leaf);
    expect(sum(plan)).toBe(size);
    expect(plan.reduce((total, range) => total + range.changedBytes, 0)).toBe(size);
  });
});
