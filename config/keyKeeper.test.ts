import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { makeAuthority } from '../test/support/certificates.ts';
import { readSecretsConfig } from './secrets.ts';

const folder = mkdtempSync(join(tmpdir(), 'dr-'));
afterAll(() => rmSync(folder, { recursive: true }));

const arn = 'arn:aws:kms:eu-central-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab';
writeFileSync(join(folder, 'no.pem'), 'PEM');
const read = (more: Record<string, string>) => readSecretsConfig({ DROVER_KEY_FILE: '/k', ...more });

test('the key file closes secrets where nothing else is said, and payloads are encrypted', () => {
  expect(read({})).toMatchObject({ current: { kind: 'file' }, former: [], encryptPayloads: true });
});

test('KMS and Vault are named by one variable each, former keys by a list', () => {
  const { ca } = makeAuthority(folder);
  const vault = 'vault://vault.example.org:8200/team/transit/drover';
  const config = read({
    DROVER_KEY_ENCRYPTION_KEY: vault,
    DROVER_FORMER_KEYS: `aws-kms:${arn} file`,
    DROVER_VAULT_NAMESPACE: 'team',
    DROVER_VAULT_CA_FILE: ca,
    DROVER_VAULT_ROLE_ID: 'r',
    DROVER_VAULT_SECRET_ID_FILE: '/s',
  });
  expect(config.current).toEqual({
    ...{ kind: 'vault', address: 'https://vault.example.org:8200', mount: 'team/transit', key: 'drover' },
    ...{
      namespace: 'team',
      ca: readFileSync(ca, 'utf8').trim(),
      login: { kind: 'approle', roleId: 'r', secretIdFile: '/s' },
    },
  });
  expect(config.former).toEqual([{ kind: 'aws-kms', keyArn: arn, endpoint: undefined }, { kind: 'file' }]);
});

test.each([
  [{ DROVER_KEY_ENCRYPTION_KEY: 'aws-kms:alias/drover' }, /^DROVER_KEY_ENCRYPTION_KEY .* not an alias\.$/],
  [{ DROVER_KEY_ENCRYPTION_KEY: 'vault://host' }, /^DROVER_KEY_ENCRYPTION_KEY must read file, /],
  [{ DROVER_FORMER_KEYS: 'file gcp:x' }, /^DROVER_FORMER_KEYS must read file, /],
  [{ DROVER_KEY_ENCRYPTION_KEY: 'vault://v/transit/k' }, /^DROVER_VAULT_TOKEN_FILE is not set: /],
  [{ DROVER_KEY_ENCRYPTION_KEY: 'vault://v/transit/k', DROVER_VAULT_ROLE_ID: 'r' }, /^DROVER_VAULT_SECRET_ID_FILE /],
  [
    { DROVER_KEY_ENCRYPTION_KEY: 'vault://v/t/k', DROVER_VAULT_TOKEN_FILE: '/t', DROVER_VAULT_CA_FILE: '/none' },
    /ENOENT/,
  ],
  [
    {
      ...{ DROVER_KEY_ENCRYPTION_KEY: 'vault://v/t/k', DROVER_VAULT_TOKEN_FILE: '/t' },
      DROVER_VAULT_CA_FILE: join(folder, 'no.pem'),
    },
    /^DROVER_VAULT_CA_FILE names .* which holds no certificate in PEM\.$/,
  ],
  [{ DROVER_ENCRYPT_PAYLOADS: 'perhaps' }, /^DROVER_ENCRYPT_PAYLOADS must be true or false/],
])('%j is refused, and the variable is named', (variables: Record<string, string>, told) => {
  expect(() => read(variables)).toThrow(told);
});
