import { expect, test } from 'vitest';
import { objectNameSchema } from './objectName.ts';

test.each(['vCenter Wien', 'größe', '東京-01', 'ERP (prod) #2', 'مركز', '🐄'])('%s is a name', (name) => {
  expect(objectNameSchema.parse(name)).toBe(name);
});

test.each([
  ['a line feed', 'prod\nadmin logged in'],
  ['an escape sequence', '\u001b[31mred'],
  ['the character 0', 'a\0b'],
  ['text turned around', 'prod\u202etset'],
  ['an isolate', 'a\u2066b'],
  ['a zero-width space', 'prod\u200b'],
  ['a line separator', 'a\u2028b'],
  ['half of a surrogate pair', 'a\ud800'],
  ['nothing but space', '   '],
])('%s is refused in a name', (_, name) => {
  expect(objectNameSchema.safeParse(name).success).toBe(false);
});

test('two spellings of a name are one', () => {
  expect(objectNameSchema.parse('größe')).toBe(objectNameSchema.parse('gro\u0308ße'.normalize('NFD')));
});
