import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ReadWindow } from './readWindow.ts';

const MiB = 1024 ** 2;
const bounds = { first: 4, most: 8, mostBytes: 2 * MiB };

function reads(window: ReadWindow, count: number, ms: number): void {
  for (let read = 0; read < count; read += 1) window.done(MiB, ms);
}

const anyBounds = fc.record({
  first: fc.integer({ min: 0, max: 40 }),
  most: fc.integer({ min: 1, max: 32 }),
  mostBytes: fc.integer({ min: 65_536, max: 4 * MiB }),
});
const event = fc.oneof(
  fc.record({ bytes: fc.integer({ min: 1, max: 4 * MiB }), ms: fc.double({ min: 0, max: 1e6, noNaN: true }) }),
  fc.constant('trouble' as const),
);

describe('ReadWindow', () => {
  it('never leaves its bounds, whatever happens', () => {
    fc.assert(
      fc.property(anyBounds, fc.array(event, { maxLength: 300 }), (given, events) => {
        const window = new ReadWindow(given);
        for (const one of ['start' as const, ...events]) {
          if (one === 'trouble') window.troubled();
          else if (one !== 'start') window.done(one.bytes, one.ms);
          expect(window.size).toBeGreaterThanOrEqual(1);
          expect(window.size).toBeLessThanOrEqual(given.most);
          expect(Number.isInteger(window.size)).toBe(true);
          expect(window.bytes).toBeGreaterThanOrEqual(Math.min(given.mostBytes, 65_536));
          expect(window.bytes).toBeLessThanOrEqual(given.mostBytes);
        }
      }),
    );
  });

  it('halves on trouble after any quiet time, once for all reads that were in flight', () => {
    fc.assert(
      fc.property(fc.integer({ min: 8, max: 500 }), (before) => {
        const window = new ReadWindow(bounds);
        reads(window, before, 10);
        const size = window.size;
        for (let failed = 0; failed < size; failed += 1) window.troubled();
        expect(window.size).toBe(Math.max(1, Math.floor(size / 2)));
        expect(window.bytes).toBe(MiB);
      }),
    );
  });

  it('keeps halving while trouble goes on, down to one short read at a time', () => {
    const window = new ReadWindow(bounds);
    for (let failed = 0; failed < 40; failed += 1) window.troubled();
    expect(window.size).toBe(1);
    expect(window.bytes).toBe(MiB / 4);
  });

  it('comes back to all it may after whatever has been, once reads go well', () => {
    fc.assert(
      fc.property(anyBounds, fc.array(event, { maxLength: 100 }), (given, events) => {
        const window = new ReadWindow(given);
        for (const one of events) {
          if (one === 'trouble') window.troubled();
          else window.done(one.bytes, one.ms);
        }
        reads(window, 3000, 10);
        expect(window.size).toBe(given.most);
        expect(window.bytes).toBe(given.mostBytes);
      }),
    );
  });

  it('backs off when reads suddenly last longer, and takes a slowness that stays for usual', () => {
    const window = new ReadWindow(bounds);
    reads(window, 200, 10);
    expect(window.size).toBe(bounds.most);
    reads(window, bounds.most, 200);
    expect(window.size).toBe(6);
    reads(window, 16, 200);
    expect(window.size).toBeLessThan(4);
    reads(window, 500, 200);
    expect(window.size).toBe(bounds.most);
  });
});
