import { expect, test } from 'vitest';
import { slowestFiles } from './slowestFiles.ts';

test('names the slowest files first, and no more than fifteen', () => {
  const files = Array.from({ length: 20 }, (_, index) => {
    return { name: `/checkout/test/${index}.test.ts`, startTime: 1000, endTime: 2000 + index * 100 };
  });
  const [head, first, ...others] = slowestFiles(files, '/checkout');
  expect(head).toBe('slowest of 20 files, which took 39 s together, three at a time:');
  expect(first).toBe('     2.9 s  test/19.test.ts');
  expect(others).toHaveLength(14);
});
