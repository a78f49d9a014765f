import fc from 'fast-check';
import { expect, test } from 'vitest';
import { leastCharacters, mostBytes, passwordFault } from './passwordPolicy.ts';

const character = fc.string({ unit: 'binary', minLength: 1, maxLength: 1 });

test('nothing shorter than the least is taken, whatever it is made of', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme-ascii', maxLength: leastCharacters - 1 }), (password) => {
      expect(passwordFault(password, 'somebody')).toContain('at least 12');
    }),
  );
});

test('a long password of random characters is taken without any rule of composition', () => {
  const letters = fc.string({ unit: fc.constantFrom(...'bdfhjlnprtvxz'), minLength: 40, maxLength: 200 });
  fc.assert(
    fc.property(letters, (password) => {
      fc.pre(new Set(password).size > 2);
      expect(passwordFault(password, 'somebody')).toBeNull();
    }),
  );
});

test('the bound on length counts bytes as UTF-8 does', () => {
  fc.assert(
    fc.property(fc.string({ unit: character, minLength: 200, maxLength: 1200 }), (password) => {
      const fault = passwordFault(password, 'somebody');
      fc.pre([...password.normalize('NFKC')].length >= leastCharacters);
      expect(fault?.includes('at most') ?? false).toBe(Buffer.byteLength(password.toWellFormed()) > mostBytes);
    }),
  );
});

test.each([
  ['Administrator', 'admin'],
  ['PASSWORD1234', 'admin'],
  ['margarethe.von.trotta', 'Margarethe.von.Trotta'],
  ['attort.nov.ehteragram', 'margarethe.von.trotta'],
  ['aaaaaaaaaaaaaaaa', 'admin'],
  ['abcdefghijklmnop', 'admin'],
  ['zyxwvutsrqponm', 'admin'],
  ['ｐａｓｓｗｏｒｄ１２３４', 'admin'],
])('%s is refused for %s', (password, name) => {
  expect(passwordFault(password, name)).not.toBeNull();
});
