import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Extent } from '../../../ports/extent.ts';
import { changedPages, type DiskChangeInfo } from './changedPages.ts';

const block = 64;

async function collect(pages: AsyncIterable<Extent[]>): Promise<Extent[][]> {
  const all: Extent[][] = [];
  for await (const page of pages) all.push(page);
  return all;
}

function serverOf(dirty: readonly boolean[], capacity: number, pageBlocks: readonly number[]) {
  const asked: number[] = [];
  let turn = 0;
  const query = async (startOffset: number): Promise<DiskChangeInfo> => {
    asked.push(startOffset);
    if (startOffset >= capacity) throw new Error('A specified parameter was not correct: startOffset');
    const length = (pageBlocks[turn++ % pageBlocks.length] ?? 1) * block;
    const areas: Extent[] = [];
    for (let at = startOffset; at < startOffset + length && at < capacity; at += block) {
      if (dirty[at / block]) areas.push({ start: at, length: block });
    }
    return { startOffset, length, areas };
  };
  return { query, asked };
}

describe('changedPages', () => {
  it('tells every dirty block once, in order, whatever the pages are', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.boolean(), { minLength: 1, maxLength: 60 }),
        fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 8 }),
        fc.integer({ min: 0, max: block - 1 }),
        async (dirty, pageBlocks, missingTail) => {
          const capacity = dirty.length * block - missingTail;
          const { query } = serverOf(dirty, capacity, pageBlocks);
          const extents = (await collect(changedPages(query, capacity))).flat();
          const seen = dirty.map(() => false);
          let end = -1;
          for (const { start, length } of extents) {
            expect(start).toBeGreaterThanOrEqual(end);
            end = start + length;
            expect(end).toBeLessThanOrEqual(capacity);
            for (let at = start; at < end; at += block) seen[Math.floor(at / block)] = true;
          }
          expect(seen).toEqual(dirty);
        },
      ),
    );
  });

  it('goes on after an empty page', async () => {
    const { query } = serverOf([true, false, false, true], 4 * block, [1]);
    expect(await collect(changedPages(query, 4 * block))).toEqual([
      [{ start: 0, length: block }],
      [],
      [],
      [{ start: 3 * block, length: block }],
    ]);
  });

  it('never asks at the capacity, also when a page overshoots it', async () => {
    const { query, asked } = serverOf([true, true, true], 3 * block, [2]);
    await collect(changedPages(query, 3 * block));
    expect(asked).toEqual([0, 2 * block]);
  });

  it('asks nothing about a disk without bytes', async () => {
    const { query, asked } = serverOf([], 0, [1]);
    expect(await collect(changedPages(query, 0))).toEqual([]);
    expect(asked).toEqual([]);
  });

  it('keeps an area that reaches past its page, and tells none of it twice', async () => {
    const answers: Record<number, DiskChangeInfo> = {
      0: {
        startOffset: 0,
        length: 100,
        areas: [
          { start: 90, length: 15 },
          { start: 108, length: 2 },
        ],
      },
      100: { startOffset: 100, length: 100, areas: [{ start: 100, length: 20 }] },
    };
    const query = async (start: number): Promise<DiskChangeInfo> =>
      answers[start] ?? { startOffset: start, length: 0, areas: [] };
    expect(await collect(changedPages(query, 200))).toEqual([
      [{ start: 90, length: 10 }],
      [{ start: 100, length: 20 }],
    ]);
  });

  it.each([
    ['a length of zero', { startOffset: 0, length: 0, areas: [] }],
    ['a negative length', { startOffset: 0, length: -5, areas: [] }],
    ['another start', { startOffset: 64, length: 64, areas: [] }],
    ['no number', { startOffset: 0, length: Number.NaN, areas: [] }],
    ['an area before the page', { startOffset: 0, length: 64, areas: [{ start: -1, length: 5 }] }],
  ])('refuses %s', async (_what, answer) => {
    await expect(collect(changedPages(async () => answer, 128))).rejects.toMatchObject({ code: 'platform.protocol' });
  });
});
