import { expect, test } from 'vitest';
import { printable, table } from './table.ts';

test('columns are as wide as their widest cell', () => {
  expect(
    table(
      ['VM', 'NAME'],
      [
        ['vm-101', 'web'],
        ['vm-7', ''],
      ],
    ),
  ).toBe('VM      NAME\nvm-101  web\nvm-7');
});

test('a name from elsewhere cannot steer the terminal', () => {
  expect(printable('web\u001b[2Jserver\r\n')).toBe('web?[2Jserver??');
});
