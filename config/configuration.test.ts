import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readApiConfig } from './api.ts';
import { readDatabaseConfig } from './database.ts';
import { readLoggingConfig } from './logging.ts';
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
    ['DROVER_PUBLIC_URL', () => readApiConfig({ DROVER_PUBLIC_URL: 'drover.example' })],
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

function database(more: Record<string, string>): Record<string, string> {
  return { DROVER_DATABASE_URL: 'postgresql://drover@db:5433/app', ...more };
}
