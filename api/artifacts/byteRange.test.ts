import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseByteRange } from './byteRange.ts';

test('reads the three forms of a range', () => {
  expect(parseByteRange('bytes=2-4', 10)).toEqual({ start: 2, length: 3 });
  expect(parseByteRange('bytes=7-', 10)).toEqual({ start: 7, length: 3 });
  expect(parseByteRange('bytes=-4', 10)).toEqual({ start: 6, length: 4 });
  expect(parseByteRange('bytes=0-99', 10)).toEqual({ start: 0, length: 10 });
});

test('ignores what it does not understand, and refuses what lies behind the end', () => {
  for (const header of [undefined, '', 'items=0-1', 'bytes=-', 'bytes=4-2', 'bytes=0-1,3-4']) {
    expect(parseByteRange(header, 10)).toBeNull();
  }
  for (const header of ['bytes=10-', 'bytes=10-12', 'bytes=-0']) {
    expect(parseByteRange(header, 10)).toBe('unsatisfiable');
  }
  expect(parseByteRange('bytes=0-', 0)).toBe('unsatisfiable');
});

test('a range never leaves the object', () => {
  const part = fc.oneof(fc.constant(''), fc.nat(50).map(String));
  fc.assert(
    fc.property(part, part, fc.nat(40), (first, last, size) => {
      const range = parseByteRange(`bytes=${first}-${last}`, size);
      if (range === null || range === 'unsatisfiable') return;
      expect(range.length).toBeGreaterThan(0);
      expect(range.start).toBeGreaterThanOrEqual(0);
      expect(range.start + range.length).toBeLessThanOrEqual(size);
    }),
  );
});
