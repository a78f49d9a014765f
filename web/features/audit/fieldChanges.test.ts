import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fieldChanges } from './fieldChanges.ts';

test('an edit tells the fields that differ, also deep inside, and lists whole', () => {
  const before = { name: 'a', plan: { node: 'pve1', tags: ['x'], limit: null }, gone: true };
  const after = { name: 'a', plan: { node: 'pve2', tags: ['x', 'y'], limit: null }, note: '' };
  expect(fieldChanges(before, after)).toEqual([
    { field: 'plan.node', before: 'pve1', after: 'pve2', secret: false },
    { field: 'plan.tags', before: '["x"]', after: '["x","y"]', secret: false },
    { field: 'gone', before: 'true', after: null, secret: false },
    { field: 'note', before: null, after: '""', secret: false },
  ]);
});

test('what was made or removed tells every field on its one side', () => {
  expect(fieldChanges(null, { role: 'viewer', limits: {} })).toEqual([
    { field: 'role', before: null, after: 'viewer', secret: false },
    { field: 'limits', before: null, after: '{}', secret: false },
  ]);
  expect(fieldChanges({ role: null }, null)).toEqual([{ field: 'role', before: 'null', after: null, secret: false }]);
});

test('a secret that changed is told as changed, one inside of something else that changed is not', () => {
  const state = (host: string) => ({ password: '***', login: { host, token: '***' } });
  expect(fieldChanges(state('a'), state('b'))).toEqual([
    { field: 'password', before: '***', after: '***', secret: true },
    { field: 'login.host', before: 'a', after: 'b', secret: false },
  ]);
});

test('states that are the same have no changes, and each field is told once', () => {
  const states = fc.dictionary(fc.stringMatching(/^[a-z]{1,4}$/), fc.jsonValue());
  fc.assert(
    fc.property(states, states, (before, after) => {
      const unmasked = fieldChanges(before, before).filter(({ secret }) => !secret);
      expect(unmasked).toEqual([]);
      const fields = fieldChanges(before, after).map(({ field }) => field);
      expect(new Set(fields).size).toBe(fields.length);
    }),
  );
});
