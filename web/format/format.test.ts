import { describe, expect, test } from 'vitest';
import { formatBytes, formatRate } from './bytes.ts';
import { formatDuration } from './duration.ts';
import { formatRelative, formatUtc } from './time.ts';

describe('bytes', () => {
  test.each([
    [0, '0 B'],
    [1023, '1,023 B'],
    [1024, '1 KiB'],
    [1536, '1.5 KiB'],
    [12.34 * 1024 ** 2, '12.3 MiB'],
    [200 * 1024 ** 3, '200 GiB'],
    [3.25 * 1024 ** 4, '3.25 TiB'],
  ])('%d is %s', (bytes, text) => {
    expect(formatBytes(bytes, 'en')).toBe(text);
  });

  test('in the numbers of the language', () => {
    expect(formatBytes(1536, 'de')).toBe('1,5 KiB');
    expect(formatRate(1024 ** 2, 'en')).toBe('1 MiB/s');
  });
});

test.each([
  [0, '0 s'],
  [840, '840 ms'],
  [12_440, '12.4 s'],
  [59_999, '59.9 s'],
  [74_300, '1 min 14 s'],
  [3_600_000, '1 h 00 min'],
  [8_070_000, '2 h 14 min'],
  [273_600_000, '3 d 4 h'],
])('%d ms is %s', (ms, text) => {
  expect(formatDuration(ms, 'en')).toBe(text);
});

describe('times', () => {
  const now = Date.parse('2026-11-22T03:31:05.400Z');

  test.each([
    ['2026-11-22T03:31:04Z', 'now'],
    ['2026-11-22T03:30:40Z', '25 sec. ago'],
    ['2026-11-22T03:10:00Z', '21 min. ago'],
    ['2026-11-21T03:10:00Z', 'yesterday'],
    ['2026-11-22T06:40:00Z', 'in 3 hr.'],
  ])('%s is %s', (iso, text) => {
    expect(formatRelative(iso, now, 'en')).toBe(text);
  });

  test('UTC is said as such', () => {
    expect(formatUtc('2026-11-22T04:31:05.400+01:00')).toBe('2026-11-22 03:31:05 UTC');
  });
});
