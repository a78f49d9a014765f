import { expect, test } from 'vitest';
import { formOf, segment } from './parameters.ts';

test('booleans are digits, lists repeated keys, absent values left out', () => {
  const form = formOf({ purge: true, start: false, command: ['a', 'b'], pool: undefined, name: 'x y&z' });
  expect(form.toString()).toBe('purge=1&start=0&command=a&command=b&name=x+y%26z');
});

test('a volume id is one path segment', () => {
  expect(segment('local:100/vm-100-disk-0.raw')).toBe('local%3A100%2Fvm-100-disk-0.raw');
});
