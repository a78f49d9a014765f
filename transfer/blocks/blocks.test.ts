import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { cellStates, decodeCells, encodeCells, mostCells } from '../../contract/blockCells.ts';
import { leafBytes, leafCount } from '../../proof/merkle.ts';
import { BlockRecord } from './blockRecord.ts';
import { cellEnd, gridOf } from './cellGrid.ts';
import { comparedCodes } from './comparedBlocks.ts';
import { RoundBlocks } from './roundBlocks.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dr-'));
});
afterAll(() => rm(folder, { recursive: true }));

const statesOf = (codes: Uint8Array) => [...codes].map((code) => cellStates[code]);

/** Up to 2,500 leaves and some bytes, so that cells of one and of several leaves come. */
const capacities = fc
  .tuple(fc.integer({ min: 0, max: 2500 }), fc.integer({ min: 1, max: leafBytes }))
  .map(([leaves, rest]) => leaves * leafBytes + rest);

test('a grid has whole leaves in at most 1,024 cells and covers the disk', () => {
  fc.assert(
    fc.property(capacities, (capacity) => {
      const grid = gridOf(capacity);
      expect(grid.count).toBeLessThanOrEqual(mostCells);
      expect(grid.cellBytes % leafBytes).toBe(0);
      expect(cellEnd(grid, grid.count - 1)).toBe(capacity);
      expect(cellEnd(grid, grid.count - 2)).toBeLessThan(capacity);
    }),
  );
});

test('a grid of an empty disk has no cell, one of 64 TiB still 1,024', () => {
  expect(gridOf(0).count).toBe(0);
  expect(gridOf(64 * 2 ** 40)).toMatchObject({ count: 1024, cellBytes: 64 * 2 ** 30 });
});

test('codes survive their text', () => {
  fc.assert(
    fc.property(fc.uint8Array({ max: 7, maxLength: mostCells }), (codes) => {
      expect(decodeCells(encodeCells(codes), codes.length)).toEqual(codes);
    }),
  );
});

type Leaf = { durable: boolean; data: boolean; changed: boolean };

/** Steps of a round: leaves are put in any order behind the watermark, which moves now and then, and a mover may die. */
const steps = fc.array(
  fc.oneof(
    { weight: 6, arbitrary: fc.record({ put: fc.nat({ max: 200 }), data: fc.boolean(), changed: fc.boolean() }) },
    { weight: 3, arbitrary: fc.constant({ checkpoint: true as const }) },
    { weight: 1, arbitrary: fc.constant({ kill: true as const }) },
  ),
  { maxLength: 30 },
);
const round = fc.record({ capacity: capacities, steps, zeroBefore: fc.boolean() });
type Round = typeof round extends fc.Arbitrary<infer T> ? T : never;

/** Runs the steps until the disk is through, and looks at the map after each. */
function play(
  { capacity, steps: todo }: Round,
  kind: 'first' | 'whole',
  before: Uint8Array | null,
  look: (codes: Uint8Array, leaves: Leaf[]) => void,
) {
  const grid = gridOf(capacity);
  const total = leafCount(capacity);
  const leaves: Leaf[] = Array.from({ length: total }, () => ({ durable: false, data: false, changed: false }));
  let blocks = new RoundBlocks(grid, before, { kind, from: 0, resumed: false });
  let kept = blocks.codes();
  let next = 0;
  let durable = 0;
  const put = (count: number, data: boolean, changed: boolean) => {
    const to = Math.min(total, next + count);
    for (let leaf = next; leaf < to; leaf += 1) leaves[leaf] = { durable: false, data, changed };
    blocks.put(next * leafBytes, Math.min(capacity, to * leafBytes) - next * leafBytes, { data, changed });
    next = to;
  };
  const checkpoint = () => {
    durable = next;
    for (const leaf of leaves.slice(0, durable)) leaf.durable = true;
    blocks.durable(Math.min(capacity, durable * leafBytes));
    kept = blocks.codes();
  };
  for (const step of todo) {
    if ('put' in step) put(step.put, step.data, step.changed);
    else if ('checkpoint' in step) checkpoint();
    else {
      next = durable;
      blocks = new RoundBlocks(grid, kept, { kind, from: Math.min(capacity, durable * leafBytes), resumed: true });
    }
    look(blocks.codes(), leaves);
  }
  while (next < total) put(total, true, false);
  checkpoint();
  blocks.end();
  look(blocks.codes(), leaves);
  return { codes: blocks.codes(), leaves, grid };
}

const leavesOf = (leaves: Leaf[], cell: number, cellBytes: number) =>
  leaves.slice((cell * cellBytes) / leafBytes, ((cell + 1) * cellBytes) / leafBytes);

test('a first round claims no cell before all of it is durable, and zeros only of zeros', () => {
  fc.assert(
    fc.property(round, (given) => {
      const { cellBytes } = gridOf(given.capacity);
      const { codes } = play(given, 'first', null, (now, leaves) => {
        for (const [cell, state] of statesOf(now).entries()) {
          if (state !== 'copied' && state !== 'zero') continue;
          const inside = leavesOf(leaves, cell, cellBytes);
          expect(inside.every(({ durable }) => durable)).toBe(true);
          if (state === 'zero') expect(inside.some(({ data }) => data)).toBe(false);
        }
      });
      expect(statesOf(codes).every((state) => state === 'copied' || state === 'zero')).toBe(true);
    }),
  );
});

test('a later round calls changed what it changed once it is durable, and keeps the rest', () => {
  fc.assert(
    fc.property(round, (given) => {
      const { cellBytes, count } = gridOf(given.capacity);
      const before = new Uint8Array(count).fill(given.zeroBefore ? 6 : 5);
      const killed = given.steps.some((step) => 'kill' in step);
      const { codes, leaves } = play(given, 'whole', before, (now) => {
        expect(['zero', 'copied', 'changed', 'partial']).toEqual(expect.arrayContaining([...new Set(statesOf(now))]));
      });
      for (const [cell, state] of statesOf(codes).entries()) {
        const changed = leavesOf(leaves, cell, cellBytes).some((leaf) => leaf.changed);
        if (changed) expect(state).toBe('changed');
        else if (!killed) expect(state).not.toBe('changed');
      }
    }),
  );
});

const small = gridOf(8 * leafBytes);

test('a delta leaves cells alone that it does not touch, and forgets what the delta before changed', () => {
  const before = Uint8Array.of(2, 3, 4, 5, 6, 1, 3, 3);
  const blocks = new RoundBlocks(small, before, { kind: 'changes', from: 0, resumed: false });
  blocks.put(6 * leafBytes, leafBytes, { data: true, changed: true });
  blocks.put(7 * leafBytes, leafBytes, { data: true, changed: false });
  const open = ['zero', 'copied', 'copied', 'copied', 'zero', 'partial', 'partial', 'copied'];
  expect(statesOf(blocks.codes())).toEqual(open);
  blocks.durable(6 * leafBytes);
  expect(statesOf(blocks.codes())[5]).toBe('changed');
  blocks.end();
  const ended = ['zero', 'copied', 'copied', 'copied', 'zero', 'changed', 'changed', 'copied'];
  expect(statesOf(blocks.codes())).toEqual(ended);
});

test('a cell that differed stays so until it is repaired or read back again', () => {
  const before = Uint8Array.of(5, 7, 5, 5, 5, 5, 5, 5);
  const after = (kind: 'changes' | 'whole' | 'repair') => {
    const blocks = new RoundBlocks(small, before, { kind, from: 0, resumed: false });
    blocks.put(leafBytes, leafBytes, { data: true, changed: true });
    blocks.end();
    return statesOf(blocks.codes())[1];
  };
  expect(after('changes')).toBe('differs');
  expect(after('whole')).toBe('differs');
  expect(after('repair')).toBe('changed');
  expect(statesOf(comparedCodes(small, before, { toldBytes: 8 * leafBytes, mismatches: [] }))[1]).toBe('verified');
});

test('reading back verifies cells as it passes them, but none that differs', () => {
  const before = Uint8Array.of(2, 3, 4, 3, 5, 6, 3, 3);
  const mismatches = [{ start: leafBytes, length: 2 * leafBytes }];
  const half = comparedCodes(small, before, { toldBytes: 4 * leafBytes, mismatches });
  const states = ['verified-zero', 'differs', 'differs', 'verified', 'copied', 'zero', 'copied', 'copied'];
  expect(statesOf(half)).toEqual(states);
});

test('the kept map goes on after its process, and is dropped when it is torn or of another disk', async () => {
  const path = join(folder, 'kept.blocks');
  const capacity = 8 * leafBytes;
  const first = { kind: 'first' as const, round: 0, key: 'k' };
  {
    await using record = await BlockRecord.open(path, capacity);
    record.begin({ ...first, from: 0, resumed: false });
    record.put(0, 2 * leafBytes, { data: false, changed: false });
    record.put(2 * leafBytes, leafBytes, { data: true, changed: true });
    await record.durable(3 * leafBytes);
    expect(record.news()).toMatchObject({ capacityBytes: capacity, cellBytes: leafBytes });
    expect(record.news()).toBeNull();
  }
  const seen = async (from: number, size = capacity) => {
    await using record = await BlockRecord.open(path, size);
    record.begin({ ...first, from, resumed: true });
    return statesOf(decodeCells(record.news()?.cells ?? '', 8));
  };
  const rest = ['waiting', 'waiting', 'waiting', 'waiting'];
  expect(await seen(3 * leafBytes)).toEqual(['zero', 'zero', 'copied', 'waiting', ...rest]);
  // The journal was ahead of what was kept.
  expect(await seen(4 * leafBytes)).toEqual(['zero', 'zero', 'copied', 'copied', ...rest]);
  expect(await seen(2 * leafBytes, 7 * leafBytes)).toEqual(['copied', 'copied', 'waiting', 'waiting', ...rest]);
  await writeFile(path, 'torn and no map');
  expect(await seen(2 * leafBytes)).toEqual(['copied', 'copied', 'waiting', 'waiting', ...rest]);
});
