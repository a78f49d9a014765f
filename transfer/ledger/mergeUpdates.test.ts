import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hashBytes } from '../../proof/merkle.ts';
import type { LedgerUpdates } from './ledger.ts';
import { mergeUpdates, nearbyUpdates } from './mergeUpdates.ts';

const leaves = 64;
const anyUpdate = fc
  .record({ first: fc.nat(leaves - 1), count: fc.integer({ min: 1, max: 8 }), value: fc.nat(3) })
  .map(({ first, count, value }): LedgerUpdates[number] => {
    const fits = Math.min(count, leaves - first);
    return { first, entries: value === 0 ? { zeros: fits } : Buffer.alloc(fits * hashBytes, value) };
  });

function applied(updates: LedgerUpdates): Buffer {
  const file = Buffer.alloc(leaves * hashBytes, 0xff);
  for (const { first, entries } of updates) {
    const bytes = Buffer.isBuffer(entries) ? entries : Buffer.alloc(entries.zeros * hashBytes);
    bytes.copy(file, first * hashBytes);
  }
  return file;
}

describe('merging updates of a ledger', () => {
  it('changes nothing of what they make of the file, whatever their order and however they lie over one another', () => {
    fc.assert(
      fc.property(fc.array(anyUpdate), (updates) => {
        expect(applied(mergeUpdates(updates)).equals(applied(updates))).toBe(true);
      }),
    );
  });

  it('makes one write of neighbours that came in any order', () => {
    const blocks = Array.from({ length: 16 }, (_, at) => ({ first: at * 4, entries: Buffer.alloc(4 * hashBytes, at) }));
    const order = fc.shuffledSubarray(blocks, { minLength: blocks.length });
    fc.assert(
      fc.property(order, (updates) => {
        expect(mergeUpdates(updates)).toHaveLength(1);
      }),
    );
  });

  it('is cut to runs of data without a change of order, each near together', () => {
    const far = fc
      .record({ first: fc.nat(20_000), value: fc.nat(3) })
      .map(({ first, value }): LedgerUpdates[number] => {
        return { first, entries: value === 0 ? { zeros: 1 } : Buffer.alloc(hashBytes, value) };
      });
    fc.assert(
      fc.property(fc.array(far), (updates) => {
        const runs = nearbyUpdates(updates);
        expect(runs.flat()).toEqual(updates);
        for (const run of runs.filter(({ length }) => length > 1)) {
          const places = run.map(({ first }) => first);
          expect(places).toEqual([...new Set(places)].toSorted((a, b) => a - b));
          expect((places.at(-1) ?? 0) - (places[0] ?? 0)).toBeLessThan(4096);
          expect(run.every(({ entries }) => Buffer.isBuffer(entries))).toBe(true);
        }
      }),
    );
  });

  it('joins no data over zeros or over a gap', () => {
    const data = (first: number) => ({ first, entries: Buffer.alloc(hashBytes, 1) });
    const updates = [data(0), { first: 1, entries: { zeros: 2 } }, data(3), data(5)];
    expect(mergeUpdates(updates)).toEqual(updates);
  });
});
