import fc from 'fast-check';
import { expect, test } from 'vitest';
import { changedFields } from './changedFields.ts';
import { masked } from './masked.ts';

const canary = 'c4n4ry';
const secretName = fc.constantFrom(
  ...['password', 'passwordHash', 'newPassword', 'passwd', 'token', 'refreshToken', 'sealedSecret', 'clientSecret'],
  ...['apiKey', 'api_key', 'private-key', 'privateKeyPem', 'authorization', 'cookie', 'passphrase', 'credential'],
);
/** Objects that hold the canary somewhere below a field named like a secret. */
const planted = fc.letrec<{ node: unknown; secret: unknown }>((tie) => ({
  secret: fc.oneof(
    fc.constant(canary),
    fc.constant([canary]),
    fc.constant({ value: canary }),
    fc.constant({ x: [canary] }),
  ),
  node: fc.oneof(
    { depthSize: 'small' },
    fc.tuple(secretName, tie('secret')).map(([name, secret]) => ({ [name]: secret })),
    fc.tuple(fc.string(), tie('node')).map(([name, node]) => ({ [name]: node, beside: 1 })),
    fc.array(tie('node'), { minLength: 1, maxLength: 3 }),
  ),
})).node as fc.Arbitrary<object>;

test('nothing of a secret is left, however deep it was', () => {
  fc.assert(
    fc.property(planted, (value) => {
      expect(JSON.stringify(masked({ value }))).not.toContain(canary);
    }),
  );
});

test('what is no secret stays as it is', () => {
  const value = { name: 'vcenter', url: 'https://x', nested: { author: 'a', keys: [1, null], hasPassword: true } };
  expect(masked(value)).toEqual(value);
});

test('of an edit the fields are kept that differ, and a new secret is told as new', () => {
  const before = { name: 'a', url: 'u', sealedSecret: 'one', revision: 1, updatedAt: 'x' };
  const after = { name: 'b', url: 'u', sealedSecret: 'two', revision: 2, updatedAt: 'y' };
  expect(changedFields(before, after)).toEqual({
    before: { name: 'a', sealedSecret: '***' },
    after: { name: 'b', sealedSecret: '***' },
  });
  expect(changedFields(null, { password: 'p' })).toEqual({ before: null, after: { password: '***' } });
});
