import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createSelfSigned } from '../lab/tls/selfSigned.ts';
import { readApiConfig } from './api.ts';
import { readDatabaseConfig } from './database.ts';
import { readLdapConfig } from './ldap.ts';
import { readLoggingConfig } from './logging.ts';
import { readOidcConfig } from './oidc.ts';
import { readSecretsConfig } from './secrets.ts';
import { readArtifactsConfig } from './storage.ts';
import { readTemporalConfig } from './temporal.ts';
import { readTracingConfig } from './tracing.ts';
import { readMoverConfig, readWorkerConfig } from './worker.ts';

let folder: string;
let passwordFile: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'dr-'));
  passwordFile = join(folder, 'password');
  writeFileSync(passwordFile, 'p@ss word/1\n');
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('a setting that is wrong', () => {
  test.each([
    ['DROVER_DATABASE_URL', () => readDatabaseConfig({})],
    ['DROVER_DATABASE_URL', () => readDatabaseConfig({ DROVER_DATABASE_URL: 'mysql://x' })],
    ['DROVER_DATABASE_PASSWORD_FILE', () => readDatabaseConfig(database({ DROVER_DATABASE_PASSWORD_FILE: 'missing' }))],
    ['TEMPORAL_ADDRESS', () => readTemporalConfig({ TEMPORAL_ADDRESS: 'http://x' })],
    ['DROVER_API_PORT', () => readApiConfig({ DROVER_API_PORT: '70000' })],
    ['DROVER_API_TLS_KEY_FILE', () => readApiConfig({ DROVER_API_TLS_CERT_FILE: passwordFile })],
    ['DROVER_API_TLS_CERT_FILE', () => readApiConfig(files('DROVER_API_TLS', passwordFile))],
    ['DROVER_TRUSTED_PROXIES', () => readApiConfig({ DROVER_TRUSTED_PROXIES: 'proxy.example' })],
    ['DROVER_TRUSTED_PROXIES', () => readApiConfig({ DROVER_TRUSTED_PROXIES: '0.0.0.0/0' })],
    ['DROVER_DATABASE_CA_FILE', () => readDatabaseConfig(database({ DROVER_DATABASE_CA_FILE: passwordFile }))],
    ['TEMPORAL_TLS_CLIENT_KEY_PATH', () => readTemporalConfig({ TEMPORAL_TLS_CLIENT_CERT_PATH: passwordFile })],
    ['DROVER_PUBLIC_URL', () => readApiConfig({ DROVER_PUBLIC_URL: 'drover.example' })],
    ['DROVER_OIDC_CLIENT_ID', () => readOidcConfig({ DROVER_OIDC_ISSUER: 'https://id.example' })],
    [
      'DROVER_PUBLIC_URL',
      () => readOidcConfig({ DROVER_OIDC_ISSUER: 'https://id.example', DROVER_OIDC_CLIENT_ID: 'drover' }),
    ],
    ['DROVER_LDAP_USER_BASE', () => readLdapConfig({ DROVER_LDAP_URL: 'ldaps://ldap.example' })],
    ['OTEL_EXPORTER_OTLP_ENDPOINT', () => readTracingConfig({ OTEL_EXPORTER_OTLP_ENDPOINT: 'collector:4318' })],
    ['DROVER_LOG_LEVEL', () => readLoggingConfig({ DROVER_LOG_LEVEL: 'loud' })],
    ['DROVER_KEY_FILE', () => readSecretsConfig({})],
    ['DROVER_ARTIFACTS', () => readArtifactsConfig({ DROVER_ARTIFACTS: 'ftp://x' })],
    ['DROVER_S3_ACCESS_KEY', () => readArtifactsConfig({ DROVER_ARTIFACTS: 's3://minio/drover' })],
    ['DROVER_MOVER_NODE', () => readMoverConfig({})],
    ['DROVER_MOVER_ROOTS', () => readMoverConfig({ DROVER_MOVER_NODE: 'pve1', DROVER_MOVER_ROOTS: 'relative' })],
  ])('is told in one sentence that begins with %s', (variable, read) => {
    expect(read).toThrow(new RegExp(`^${variable} (is not set|must|names)[^\\n]*\\.$`));
  });
});

test('the database password comes from its file and survives characters that URLs reserve', () => {
  const config = readDatabaseConfig(database({ DROVER_DATABASE_PASSWORD_FILE: passwordFile }));
  expect(config).toMatchObject({ host: 'db', port: 5433, user: 'drover', database: 'app', password: 'p@ss word/1' });
  expect(decodeURIComponent(new URL(config.connectionString).password)).toBe('p@ss word/1');
});

test('an S3 store is told from a local one, with and without TLS', () => {
  const keys = { DROVER_S3_ACCESS_KEY: 'k', DROVER_S3_SECRET_KEY_FILE: passwordFile };
  expect(readArtifactsConfig({ DROVER_ARTIFACTS: 'local:/srv/artifacts' })).toEqual({
    kind: 'local',
    folder: '/srv/artifacts',
  });
  expect(readArtifactsConfig({ ...keys, DROVER_ARTIFACTS: 's3://s3.example/herd' })).toMatchObject({
    host: 's3.example',
    port: 443,
    tls: true,
    bucket: 'herd',
  });
  expect(readArtifactsConfig({ ...keys, DROVER_ARTIFACTS: 's3+http://127.0.0.1:9000/herd' })).toMatchObject({
    port: 9000,
    tls: false,
    secretKey: 'p@ss word/1',
  });
});

test('an empty variable counts as absent', () => {
  expect(readTemporalConfig({ TEMPORAL_ADDRESS: '', TEMPORAL_NAMESPACE: '' })).toMatchObject({
    address: '127.0.0.1:7233',
    namespace: 'drover',
    tls: false,
  });
});

test("a mover's folders are split and made canonical", () => {
  const config = readMoverConfig({ DROVER_MOVER_NODE: 'pve1', DROVER_MOVER_ROOTS: '/dev/pve:/var/lib/vz/images/' });
  expect(config).toEqual({ name: 'mover-pve1', node: 'pve1', roots: ['/dev/pve', '/var/lib/vz/images'] });
  expect(readWorkerConfig({ DROVER_SHUTDOWN_GRACE_SECONDS: '9' }).shutdownGraceSeconds).toBe(9);
});

test('reverse proxies are addresses, networks and names of ranges', () => {
  const trusted = (text: string) => readApiConfig({ DROVER_TRUSTED_PROXIES: text }).trustedProxies;
  expect(trusted('10.1.0.4, fd00::/8,loopback')).toEqual(['10.1.0.4', 'fd00::/8', 'loopback']);
  expect(trusted('')).toEqual([]);
  for (const wrong of ['10.0.0.0/33', '10.0.0.0/8/8', 'fd00::/129', '10.1', 'loopback/8', '10.0.0.1,,']) {
    expect(() => trusted(wrong), wrong).toThrow('DROVER_TRUSTED_PROXIES');
  }
});

test('a key that is not the one of its certificate is told before anything listens', () => {
  const pair = (name: string) => {
    const { certPem, keyPem } = createSelfSigned({ commonName: name, altNames: { dns: [name], ip: [] }, days: 2 });
    writeFileSync(join(folder, `${name}.pem`), certPem);
    writeFileSync(join(folder, `${name}.key`), keyPem);
  };
  pair('a');
  pair('b');
  const tls = (cert: string, key: string) =>
    readApiConfig({
      DROVER_API_TLS_CERT_FILE: join(folder, `${cert}.pem`),
      DROVER_API_TLS_KEY_FILE: join(folder, `${key}.key`),
    }).tls;
  expect(tls('a', 'a')).toEqual({ certFile: join(folder, 'a.pem'), keyFile: join(folder, 'a.key') });
  expect(() => tls('a', 'b')).toThrow(
    /^DROVER_API_TLS_KEY_FILE names \S+b\.key, which is not the key of the certificate\.$/,
  );
});

function files(prefix: string, file: string): Record<string, string> {
  return { [`${prefix}_CERT_FILE`]: file, [`${prefix}_KEY_FILE`]: file };
}

function database(more: Record<string, string>): Record<string, string> {
  return { DROVER_DATABASE_URL: 'postgresql://drover@db:5433/app', ...more };
}
