import { expect, test } from 'vitest';
import { readRange } from './byteRange.ts';

test.each([
  [undefined, { kind: 'whole' }],
  ['bytes=0-0', { kind: 'part', offset: 0, length: 1 }],
  ['bytes=100-', { kind: 'part', offset: 100, length: 900 }],
  ['bytes=990-2000', { kind: 'part', offset: 990, length: 10 }],
  ['bytes=-10', { kind: 'part', offset: 990, length: 10 }],
  ['bytes=1000-1001', { kind: 'unsatisfiable' }],
  ['bytes=-0', { kind: 'unsatisfiable' }],
  ['bytes=5-4', { kind: 'whole' }],
  ['bytes=0-1,5-6', { kind: 'whole' }],
  ['lines=1-2', { kind: 'whole' }],
])('%s', (header, expected) => {
  expect(readRange(header, 1000)).toEqual(expected);
});
