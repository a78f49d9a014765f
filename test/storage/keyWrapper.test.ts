import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { KeyWrapper } from '../../ports/keyWrapper.ts';
import { createAwsKmsKeyWrapper } from '../../storage/keys/awsKmsKeyWrapper.ts';
import { createFileKeyWrapper } from '../../storage/keys/fileKeyWrapper.ts';
import { createKeyRing } from '../../storage/keys/keyRing.ts';
import { createVaultKeyWrapper } from '../../storage/keys/vaultKeyWrapper.ts';
import { createSecretStore } from '../../storage/secrets/secretStore.ts';
import { type MotoKms, useMotoKms } from '../support/motoKms.ts';
import { startVaultTransitStub, type VaultTransitStub } from '../support/vaultTransitStub.ts';

/** What every keeper of keys must do, asked of the key file, of moto's KMS and of our stub of Vault's Transit. */

const folder = mkdtempSync(join(tmpdir(), 'dr-'));
const transit = { namespace: 'team/drover', mount: 'engines/transit', key: 'drover' };
const wrappers: Record<string, KeyWrapper> = {};
let kms: MotoKms;
let vault: VaultTransitStub;
let keyArn: string;

beforeAll(async () => {
  process.env['AWS_ACCESS_KEY_ID'] = 'test';
  process.env['AWS_SECRET_ACCESS_KEY'] = 'test';
  [kms, vault] = await Promise.all([useMotoKms(), startVaultTransitStub(transit)]);
  keyArn = await kms.createKey();
  writeFileSync(join(folder, 'secret-id'), `${vault.secretId}\n`);
  wrappers['the key file'] = createFileKeyWrapper(join(folder, 'key'));
  wrappers['AWS KMS (moto)'] = createAwsKmsKeyWrapper({ keyArn, endpoint: kms.endpoint });
  wrappers['Vault Transit (our stub)'] = vaultWrapper();
});
afterAll(async () => {
  await Promise.all(Object.values(wrappers).map((wrapper) => wrapper.close()));
  await vault?.close();
  rmSync(folder, { recursive: true });
});

function vaultWrapper(address = vault.address): KeyWrapper {
  const login = { kind: 'approle', roleId: vault.roleId, secretIdFile: join(folder, 'secret-id') } as const;
  return createVaultKeyWrapper({ address, ...transit, ca: undefined, login });
}

describe.each(['the key file', 'AWS KMS (moto)', 'Vault Transit (our stub)'])('%s', (name) => {
  const wrapper = () => wrappers[name] as KeyWrapper;

  test('unwraps what it wrapped, never twice the same, and says by which key', async () => {
    const dataKey = randomBytes(32);
    const [first, second] = [
      await wrapper().wrap(dataKey, 'connection/1'),
      await wrapper().wrap(dataKey, 'connection/1'),
    ];
    expect(first.wrapped.equals(second.wrapped)).toBe(false);
    expect(first.wrapped.includes(dataKey)).toBe(false);
    expect(first.keyId).toBe(await wrapper().currentKeyId());
    expect(wrapper().keeps(first.keyId)).toBe(true);
    expect(Object.values(wrappers).filter((one) => one.keeps(first.keyId))).toEqual([wrapper()]);
    expect((await wrapper().unwrap(first, 'connection/1')).equals(dataKey)).toBe(true);
  });

  test('another context or a changed byte is refused', async () => {
    const { keyId, wrapped } = await wrapper().wrap(randomBytes(32), 'connection/1');
    const refused = { code: 'secrets.altered' };
    await expect(wrapper().unwrap({ keyId, wrapped }, 'connection/2')).rejects.toMatchObject(refused);
    const changed = Buffer.from(wrapped);
    const at = changed.length - 4;
    // Of base64 another letter, of bytes another byte.
    changed[at] = changed[at] === 65 ? 66 : 65;
    await expect(wrapper().unwrap({ keyId, wrapped: changed }, 'connection/1')).rejects.toMatchObject(refused);
  });

  test('a secret store on it seals, opens, and asks it once in a while only', async () => {
    const asked: string[] = [];
    const unwrap: KeyWrapper['unwrap'] = (key, context) => {
      asked.push(context);
      return wrapper().unwrap(key, context);
    };
    const keys = { ...wrapper(), unwrap };
    const store = createSecretStore({ keys, keyFile: join(folder, 'key') });
    const sealed = await store.seal('pa55 wörd', 'connection/1');
    expect(await Promise.all([1, 2, 3].map(() => store.open(sealed, 'connection/1')))).toEqual(
      Array(3).fill('pa55 wörd'),
    );
    expect(await store.open(sealed, 'connection/1')).toBe('pa55 wörd');
    expect(asked.length).toBeLessThanOrEqual(3);
    const before = asked.length;
    await store.open(sealed, 'connection/1');
    expect(asked).toHaveLength(before);
    await expect(store.open(sealed, 'connection/2')).rejects.toMatchObject({ code: 'secrets.altered' });
    expect(store.keyOf(sealed)).toBe(await store.currentKey());
  });
});

test('KMS: a key that is not there is refused and named, an unreachable service may come back', async () => {
  const gone = keyArn.replace(/[^/]+$/, '11111111-2222-3333-4444-555555555555');
  const wrapper = createAwsKmsKeyWrapper({ keyArn: gone, endpoint: kms.endpoint });
  await expect(wrapper.wrap(randomBytes(32), 'c')).rejects.toMatchObject({
    code: 'secrets.key-refused',
    message: expect.stringContaining(gone),
  });
  const nobody = createAwsKmsKeyWrapper({ keyArn, endpoint: 'http://127.0.0.1:9' });
  await expect(nobody.wrap(randomBytes(32), 'c')).rejects.toMatchObject({ code: 'secrets.keeper-unavailable' });
  await Promise.all([wrapper.close(), nobody.close()]);
});

test('Vault: former versions open, a rotated key is the current one, and versions that are shut are named', async () => {
  const wrapper = wrappers['Vault Transit (our stub)'] as KeyWrapper;
  const old = await wrapper.wrap(randomBytes(32), 'c');
  vault.rotate();
  expect(await wrapper.currentKeyId()).toBe('vault:engines/transit/drover:v2');
  expect(await wrapper.unwrap(old, 'c')).toHaveLength(32);
  expect((await wrapper.wrap(randomBytes(32), 'c')).keyId).toBe('vault:engines/transit/drover:v2');
  vault.setMinDecryptionVersion(2);
  await expect(wrapper.unwrap(old, 'c')).rejects.toMatchObject({
    code: 'secrets.key-refused',
    message: expect.stringContaining('too old'),
  });
});

test('Vault: an ended lease is bought anew, a busy server is asked again, a refusal is not', async () => {
  const wrapper = vaultWrapper();
  const key = await wrapper.wrap(randomBytes(32), 'c');
  vault.endLeases();
  vault.fail(1, 503);
  expect(await wrapper.unwrap(key, 'c')).toHaveLength(32);
  vault.fail(3, 503);
  await expect(wrapper.unwrap(key, 'c')).rejects.toMatchObject({
    code: 'secrets.keeper-unavailable',
    message: expect.stringContaining('Vault is sealed'),
  });
  writeFileSync(join(folder, 'other-token'), 'hvs.wrong');
  const login = { kind: 'token', file: join(folder, 'other-token') } as const;
  const stranger = createVaultKeyWrapper({ address: vault.address, ...transit, ca: undefined, login });
  vault.requests.length = 0;
  await expect(stranger.wrap(randomBytes(32), 'c')).rejects.toMatchObject({ code: 'secrets.key-refused' });
  // Once more with the token read again, and no oftener.
  expect(vault.requests).toHaveLength(2);
  writeFileSync(join(folder, 'other-token'), vault.token);
  await stranger.wrap(randomBytes(32), 'c');
  await Promise.all([wrapper.close(), stranger.close()]);
});

test('no request shows a key or a context that is not in base64, and no error shows what was sealed', async () => {
  const secret = randomBytes(24).toString('hex');
  for (const keys of Object.values(wrappers)) {
    const store = createSecretStore({ keys, keyFile: join(folder, 'key'), cacheMs: 0 });
    const sealed = await store.seal(secret, 'connection/1');
    const error = await store.open(sealed, 'connection/2').catch((thrown: unknown) => thrown);
    expect(JSON.stringify([sealed, String(error), (error as Error).stack])).not.toContain(secret);
  }
  expect(vault.requests.join()).not.toContain('connection');
});

test('what the first scheme sealed stays open, and goes over to an envelope', async () => {
  const fixture = JSON.parse(readFileSync(join(import.meta.dirname, 'sealedByFirstScheme.json'), 'utf8'));
  const keyFile = join(folder, 'first-key');
  // The key that sealed it is not the first of the file any more.
  writeFileSync(keyFile, `${randomBytes(32).toString('base64')}\n${fixture.key}\n`);
  const store = createSecretStore({ keys: createFileKeyWrapper(keyFile), keyFile });
  expect(store.keyOf(fixture.sealed)).toMatch(/^file-direct:/);
  expect(await store.open(fixture.sealed, fixture.context)).toBe(fixture.plain);
  const resealed = await store.reseal(fixture.sealed, fixture.context);
  expect(store.keyOf(resealed)).toBe(await store.currentKey());
  expect(await store.open(resealed, fixture.context)).toBe(fixture.plain);
});

test('reseal goes from any keeper to any other; then the former one is not needed', async () => {
  const all = Object.values(wrappers);
  for (const [index, from] of all.entries()) {
    const to = all[(index + 1) % all.length] as KeyWrapper;
    const sealed = await createSecretStore({ keys: from, keyFile: join(folder, 'key') }).seal('s', 'c');
    const both = createSecretStore({ keys: createKeyRing(to, [from]), keyFile: join(folder, 'key') });
    const resealed = await both.reseal(sealed, 'c');
    expect(await createSecretStore({ keys: to, keyFile: join(folder, 'key') }).open(resealed, 'c')).toBe('s');
    const alone = createSecretStore({ keys: createKeyRing(to, []), keyFile: join(folder, 'key') });
    await expect(alone.open(sealed, 'c')).rejects.toMatchObject({ code: 'secrets.key-missing' });
  }
});
