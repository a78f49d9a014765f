import { deflateSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { randomBlock } from './randomBlock.ts';

const lengths = fc.oneof(fc.nat(20_000), fc.constantFrom(4096, 65_536, (1 << 20) + 5000));

test('follows from the seed alone, at any length', () => {
  fc.assert(
    fc.property(fc.string(), lengths, (seed, length) => {
      const block = randomBlock(seed, length);
      expect(block).toHaveLength(length);
      expect(block.equals(randomBlock(seed, length))).toBe(true);
    }),
    { numRuns: 50 },
  );
});

test('no 4 KiB of many blocks are alike, and none is worth compressing', () => {
  const pieces = new Set<string>();
  for (let number = 0; number < 300; number += 1) {
    const block = randomBlock(`vm-1/${number}`, 65_536);
    for (let at = 0; at < block.length; at += 4096) pieces.add(block.toString('latin1', at, at + 4096));
  }
  expect(pieces.size).toBe(300 * 16);
  const block = randomBlock('vm-1/1', 65_536);
  expect(deflateSync(block).length).toBeGreaterThan(0.98 * block.length);
});
