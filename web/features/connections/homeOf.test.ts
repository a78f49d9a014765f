import { expect, test } from 'vitest';
import { homeOf } from './homeOf.ts';

const writable = [{ id: 'accounting' }, { id: 'default' }];

test('a new connection goes where one looks, if one may write there', () => {
  expect(homeOf(writable, 'accounting')).toBe('accounting');
  expect(homeOf(writable, null)).toBe('default');
  expect(homeOf(writable, 'of others')).toBe('default');
  expect(homeOf([{ id: 'accounting' }], null)).toBe('accounting');
  expect(homeOf([], null)).toBe('default');
});
