import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hashBytes, leafBytes, MerkleFold } from '../../proof/merkle.ts';
import { levelSizes, radix } from './levels.ts';
import { NodeBits } from './nodeBits.ts';
import { nodeOver } from './nodeOver.ts';

describe('levels of a ledger', () => {
  it('have a sixteenth each, and end with sixteen or fewer', () => {
    expect(levelSizes(0)).toEqual([0, 0, 0]);
    expect(levelSizes(1)).toEqual([1, 1, 1]);
    expect(levelSizes(17 * leafBytes)).toEqual([17, 2, 1]);
    expect(levelSizes(62 * 1024 ** 4)).toEqual([1040187392, 65011712, 4063232, 253952, 15872, 992, 62, 4]);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2 ** 46 }), (capacityBytes) => {
        const sizes = levelSizes(capacityBytes);
        expect(sizes.at(-1)).toBeLessThanOrEqual(radix);
        for (const [level, entries] of sizes.slice(1).entries()) {
          const below = sizes[level] ?? 0;
          expect(entries * radix).toBeGreaterThanOrEqual(below);
          expect((entries - 1) * radix).toBeLessThan(below);
        }
      }),
    );
  });
});

describe('a node over entries', () => {
  it('is what a fold of them makes', () => {
    const entry = fc.uint8Array({ minLength: hashBytes, maxLength: hashBytes });
    fc.assert(
      fc.property(fc.array(entry, { minLength: 1, maxLength: 20 }), (entries) => {
        const fold = new MerkleFold();
        for (const bytes of entries) fold.add(bytes);
        expect(nodeOver(Buffer.concat(entries)).equals(fold.top() ?? Buffer.alloc(0))).toBe(true);
      }),
    );
  });
});

describe('bits of nodes', () => {
  it('tell in order which spans have any', () => {
    const changes = fc.array(fc.record({ node: fc.nat(303), add: fc.boolean() }));
    fc.assert(
      fc.property(fc.boolean(), changes, fc.constantFrom(8, 64), (all, steps, span) => {
        const bits = new NodeBits(304, all);
        const model = new Set(all ? Array.from({ length: 304 }, (_, node) => node) : []);
        for (const { node, add } of steps) {
          if (add) bits.add(node);
          else bits.delete(node);
          if (add) model.add(node);
          else model.delete(node);
        }
        const spans = new Set([...model].map((node) => Math.floor(node / span)));
        expect([...bits.spans(span)]).toEqual([...spans].sort((a, b) => a - b));
        expect([...Array(304).keys()].filter((node) => bits.has(node))).toEqual([...model].sort((a, b) => a - b));
      }),
    );
  });
});
