import { expect, test } from 'vitest';
import { bytes, duration, percent, rate } from './quantities.ts';

test.each([
  [0, '0 B'],
  [1023, '1023 B'],
  [1024, '1.0 KiB'],
  [1.5 * 1024 ** 3, '1.5 GiB'],
  [3000 * 1024 ** 4, '3000.0 TiB'],
])('%d bytes are %s', (count, text) => {
  expect(bytes(count)).toBe(text);
});

test.each([
  [0, '0.0s'],
  [1540, '1.5s'],
  [59_400, '59s'],
  [125_000, '2m 05s'],
  [7_500_000, '2h 05m'],
])('%d ms are %s', (milliseconds, text) => {
  expect(duration(milliseconds)).toBe(text);
});

test('a part never rounds up to the whole, and nothing of nothing is no part', () => {
  expect(percent(999, 1000)).toBe('99 %');
  expect(percent(1001, 1000)).toBe('100 %');
  expect(percent(0, 0)).toBe('-');
  expect(rate(2048)).toBe('2.0 KiB/s');
});
