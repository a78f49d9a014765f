import { randomBytes } from 'node:crypto';
import { deflateSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fillBlock } from './blockFill.ts';
import { PackedBlock } from './packedBlock.ts';

const grain = 512;
const grains = 16;
const start = 3 * grain * grains;

test('a block that was used before holds its pieces, and zeros wherever it has none', async () => {
  const places = fc.subarray([...Array(grains).keys()]);
  // Too small for pieces of random bytes: it grows.
  const packed = new PackedBlock(grain * 4);
  const block = Buffer.alloc(grain * grains);
  await fc.assert(
    fc.asyncProperty(places, fc.integer({ min: 1, max: grain }), async (chosen, tail) => {
      const used = block.subarray(0, grain * (grains - 1) + tail);
      const expected = Buffer.alloc(used.length);
      for (const place of chosen) {
        const data = randomBytes(grain);
        const length = data.copy(expected, place * grain);
        const deflated = deflateSync(data);
        const read = async (into: Buffer) => void deflated.copy(into);
        const sizes = { length, mostBytes: grain, deflatedBytes: deflated.length };
        await packed.add({ offset: start + place * grain, ...sizes, read }, start);
      }
      fillBlock(used, packed.take(start));
      expect(used.equals(expected)).toBe(true);
    }),
  );
});
