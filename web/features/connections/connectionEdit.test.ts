import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Connection } from '../../../contract/connection.ts';
import { changeOf, needsTest, versionOf, wrongFields } from './connectionEdit.ts';

const fingerprint256 = Array(32).fill('AB').join(':');
const stored: Connection = {
  ...{
    id: 'c',
    projectId: 'default',
    name: 'pve',
    kind: 'proxmox',
    url: 'https://pve.example.org:8006',
    username: 'drover@pve',
  },
  ...{ fingerprint256, product: null, checkedAt: null, createdAt: '', revision: 3, updatedBy: null },
};
const { fields } = versionOf(stored);

test('what is not touched is not sent, and the secret only when somebody gave one', () => {
  expect(changeOf(fields, stored)).toEqual({});
  expect(changeOf({ ...fields, name: ' pve-2 ' }, stored)).toEqual({ name: 'pve-2' });
  expect(changeOf({ ...fields, projectId: 'accounting' }, stored)).toEqual({ projectId: 'accounting' });
  expect(changeOf({ ...fields, fingerprint256: '' }, stored)).toEqual({ fingerprint256: null });
  fc.assert(
    fc.property(fc.string({ minLength: 1 }), (password) => {
      expect(changeOf({ ...fields, password }, stored)).toEqual({ password });
    }),
  );
});

test('a name and a project need no test, all else does', () => {
  expect(needsTest({ name: 'other', projectId: 'accounting' })).toBe(false);
  for (const change of [{ url: 'https://a' }, { username: 'u' }, { password: 'p' }, { fingerprint256: null }]) {
    expect(needsTest({ name: 'other', ...change })).toBe(true);
  }
});

test('another address needs the secret anew, and each wrong field is named', () => {
  expect(wrongFields(fields, stored)).toEqual([]);
  expect(wrongFields({ ...fields, url: 'https://other.example.org' }, stored)).toEqual(['passwordForUrl']);
  expect(wrongFields({ ...fields, url: 'https://other.example.org', password: 'p' }, stored)).toEqual([]);
  const nothing = { ...fields, name: ' ', url: 'http://plain', username: '', fingerprint256: 'AB', password: 'p' };
  expect(wrongFields(nothing, stored)).toEqual(['name', 'url', 'username', 'fingerprint256']);
  expect(wrongFields({ ...fields, fingerprint256: fingerprint256.toLowerCase() }, stored)).toEqual([]);
});
