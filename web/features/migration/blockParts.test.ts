import fc from 'fast-check';
import { expect, test } from 'vitest';
import { encodeCells } from '../../../contract/blockCells.ts';
import { cellsOf, partsOf, rangeOf } from './blockParts.ts';

const maps = fc
  .record({
    codes: fc.uint8Array({ max: 7, minLength: 1, maxLength: 1024 }),
    cellBytes: fc.integer({ min: 1, max: 2 ** 36 }),
    missing: fc.integer({ min: 0, max: 2 ** 36 }),
  })
  .map(({ codes, cellBytes, missing }) => ({
    ...{ codes, cellBytes, cells: encodeCells(codes) },
    capacityBytes: codes.length * cellBytes - (missing % cellBytes),
  }));

test('parts make up the whole disk, and ranges follow one another to its end', () => {
  fc.assert(
    fc.property(maps, (map) => {
      const parts = partsOf(map);
      expect(parts.reduce((sum, { part }) => sum + part, 0)).toBeCloseTo(1, 9);
      expect(parts.map(({ state }) => state).sort()).toEqual([...new Set(cellsOf(map))].sort());
      expect(rangeOf(map, map.codes.length - 1).to).toBe(map.capacityBytes);
    }),
  );
});

test('a shorter last cell counts by its bytes', () => {
  const map = { capacityBytes: 150, cellBytes: 100, cells: encodeCells(Uint8Array.of(3, 2)) };
  expect(partsOf(map)).toEqual([
    { state: 'zero', part: 1 / 3 },
    { state: 'copied', part: 2 / 3 },
  ]);
});
