import fc from 'fast-check';
import { expect, test } from 'vitest';
import { changedPage, emptyPage, overReport } from './changedAreas.ts';

const block = 65536;
const disk = fc.record({
  blocks: fc.uniqueArray(fc.nat(199), { maxLength: 60 }),
  maxAreas: fc.integer({ min: 1, max: 9 }),
  rangeBlocks: fc.integer({ min: 1, max: 64 }),
});

function extentsOf(blocks: number[]) {
  return [...blocks].sort((a, b) => a - b).map((one) => ({ start: one * block, length: block }));
}

test('pages follow each other to the capacity and lose nothing', () => {
  fc.assert(
    fc.property(disk, ({ blocks, maxAreas, rangeBlocks }) => {
      const capacityBytes = 200 * block - 512;
      const all = extentsOf(blocks.filter((one) => one < 199));
      const seen: number[] = [];
      for (let start = 0; start < capacityBytes; ) {
        const page = changedPage(all, { start, capacityBytes, maxAreas, maxRange: rangeBlocks * block });
        expect(page.length).toBeGreaterThan(0);
        expect(page.areas.length).toBeLessThanOrEqual(maxAreas);
        for (const area of page.areas) {
          expect(area.start).toBeGreaterThanOrEqual(start);
          expect(area.start + area.length).toBeLessThanOrEqual(start + page.length);
          for (let at = area.start; at < area.start + area.length; at += block) seen.push(at / block);
        }
        start += page.length;
        expect(start).toBeLessThanOrEqual(capacityBytes);
      }
      expect(seen).toEqual(all.map((extent) => extent.start / block));
    }),
  );
});

test('an empty page ends where the next area begins', () => {
  expect(emptyPage([{ start: 4 * block, length: block }], block)).toEqual({ areas: [], length: 3 * block });
  expect(emptyPage([{ start: block, length: block }], block)).toBeUndefined();
});

test('over-reporting covers at least what was asked', () => {
  const areas = [
    { start: 3 * block, length: block },
    { start: 17 * block, length: block },
  ];
  expect(overReport(areas, 1 << 20, 20 * block)).toEqual([{ start: 0, length: 20 * block }]);
});
