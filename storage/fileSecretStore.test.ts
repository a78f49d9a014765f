import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { openFileSecretStore } from './fileSecretStore.ts';

const folder = mkdtempSync(join(tmpdir(), 'dr-'));
const keyFile = join(folder, 'sub', 'key');

afterAll(() => rmSync(folder, { recursive: true }));

test('the first start makes the key, for its owner alone; a second one opens what the first sealed', async () => {
  const sealed = await openFileSecretStore(keyFile).seal('pa55 wörd', 'connection/1');
  expect(statSync(keyFile).mode & 0o777).toBe(0o600);
  expect(sealed).not.toContain('pa55');
  expect(await openFileSecretStore(keyFile).open(sealed, 'connection/1')).toBe('pa55 wörd');
});

test('the same secret never looks the same twice', async () => {
  const store = openFileSecretStore(keyFile);
  expect(await store.seal('same', 'c')).not.toBe(await store.seal('same', 'c'));
});

test('another context, another key or one changed byte is refused', async () => {
  const store = openFileSecretStore(keyFile);
  const sealed = await store.seal('secret', 'connection/1');
  const refused = { code: 'config.invalid' };
  await expect(store.open(sealed, 'connection/2')).rejects.toMatchObject(refused);
  const other = openFileSecretStore(join(folder, 'other'));
  await expect(other.open(sealed, 'connection/1')).rejects.toMatchObject(refused);
  const last = sealed.at(-6) === 'A' ? 'B' : 'A';
  await expect(store.open(`${sealed.slice(0, -6)}${last}${sealed.slice(-5)}`, 'connection/1')).rejects.toMatchObject(
    refused,
  );
  await expect(store.open('nonsense', 'connection/1')).rejects.toMatchObject(refused);
});

test('a key file with something else in it is named', () => {
  const file = join(folder, 'short');
  writeFileSync(file, 'c2hvcnQ=');
  expect(() => openFileSecretStore(file)).toThrow(file);
});
