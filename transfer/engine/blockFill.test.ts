import { randomBytes } from 'node:crypto';
import { deflateSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fillBlock, packPieces } from './blockFill.ts';

const grain = 512;
const grains = 16;
const start = 3 * grain * grains;

test('a block that was used before holds its pieces, and zeros wherever it has none', () => {
  fc.assert(
    fc.property(fc.subarray([...Array(grains).keys()]), fc.integer({ min: 1, max: grain }), (places, tail) => {
      const length = grain * (grains - 1) + tail;
      const block = Buffer.alloc(length, 0xee);
      const expected = Buffer.alloc(length);
      const pieces = places.map((place) => {
        const data = randomBytes(grain);
        const kept = data.copy(expected, place * grain);
        return { offset: start + place * grain, length: kept, mostBytes: grain, deflated: deflateSync(data) };
      });
      fillBlock(block, packPieces(start, pieces));
      expect(block.equals(expected)).toBe(true);
    }),
  );
});
