import { chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { copyFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { Connection } from '@temporalio/client';
import { NativeConnection } from '@temporalio/worker';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { readDatabaseConfig } from '../../config/database.ts';
import { readArtifactsConfig, type S3ArtifactsConfig } from '../../config/storage.ts';
import { readTemporalConfig } from '../../config/temporal.ts';
import { applyMigrations } from '../../prisma/applyMigrations.ts';
import { openDatabase } from '../../prisma/database.ts';
import { minioProcess } from '../../start/servers/minio.ts';
import { ensureDatabase, preparePostgres } from '../../start/servers/postgres.ts';
import { ensureMinio } from '../../start/setup/minio.ts';
import { serviceUser } from '../../start/setup/serviceUser.ts';
import { freePort } from '../../start/supervisor/freePort.ts';
import { type ManagedProcess, startProcess } from '../../start/supervisor/managedProcess.ts';
import { probePort } from '../../start/supervisor/probePort.ts';
import { waitUntilReady } from '../../start/supervisor/readiness.ts';
import { openS3ArtifactStore } from '../../storage/s3ArtifactStore.ts';
import { type CertificateFiles, makeAuthority } from '../support/certificates.ts';
import { startNginx } from '../support/nginx.ts';
import { useTemporal } from '../support/temporal.ts';

/** PostgreSQL, Temporal and S3 over TLS, by the variables that operators set. */
const folder = mkdtempSync(join(tmpdir(), 'dr-'));
chmodSync(folder, 0o711);
const ours = makeAuthority(folder);
const theirs = makeAuthority(folder, 'other');
const byAddress = ours.issue('server', 'IP:127.0.0.1');
const byName = ours.issue('localhost', 'DNS:localhost');
const elsewhere = ours.issue('elsewhere', 'DNS:elsewhere.example');
const client = ours.issue('drover');
const stranger = theirs.issue('stranger');
const running: ManagedProcess[] = [];
afterAll(async () => {
  await Promise.all(running.map((server) => server.stop()));
  rmSync(folder, { recursive: true });
});

describe('PostgreSQL', () => {
  const variables: Record<string, string> = { DROVER_DATABASE_TLS: 'verify-full', DROVER_DATABASE_CA_FILE: ours.ca };
  const shown = { DROVER_DATABASE_CERT_FILE: client.cert, DROVER_DATABASE_KEY_FILE: client.key };

  beforeAll(async () => {
    const password = 'planted';
    writeFileSync(join(folder, 'password'), password);
    const options = { folder: join(folder, 'postgres'), port: await freePort(), password, settings: 'fast' } as const;
    const { spec, server } = await preparePostgres({ ...options, logFile: join(folder, 'postgres.log') });
    const tls = { ssl: 'on', ssl_ca_file: readable(ours.ca), hba_file: readable(writeAccess()), ...pairFor(byAddress) };
    spec.args.push(...Object.entries(tls).flatMap(([name, value]) => ['-c', `${name}=${value}`]));
    const postgres = await startProcess(spec);
    running.push(postgres);
    await waitUntilReady(spec, postgres, () => probePort(options.port));
    variables['DROVER_DATABASE_URL'] = `postgresql://${server.user}@127.0.0.1:${options.port}/postgres`;
    variables['DROVER_DATABASE_PASSWORD_FILE'] = join(folder, 'password');
    // It listens before it has started up.
    const refused = () => expect(ensureDatabase(server, 'drover')).rejects.toThrow(/no encryption/);
    await vi.waitFor(refused, { timeout: 30_000 });
  });

  test('takes us with our certificate, for migrations, queries and listeners alike', async () => {
    const config = readDatabaseConfig({ ...variables, ...shown });
    expect((await applyMigrations(config)).length).toBeGreaterThan(0);
    const database = openDatabase(config);
    const [row] = await database.prisma.$queryRaw<{ client_dn: string }[]>`
      select client_dn from pg_stat_ssl where pid = pg_backend_pid()`;
    expect(row?.client_dn).toBe('/CN=drover');
    const listener = await database.connectListener();
    await listener.end();
    await database.close();
  });

  test.each([
    ['a client without a certificate', {}, /certificate/],
    ['a certificate that another authority signed', { ...filesOf('DROVER_DATABASE', stranger) }, /unknown ca|alert/i],
    [
      'a server that another authority signed',
      { ...shown, DROVER_DATABASE_CA_FILE: theirs.ca },
      /unable to verify|self-signed/,
    ],
  ])('%s is refused', async (_what, changes, reason) => {
    await expect(applyMigrations(readDatabaseConfig({ ...variables, ...changes }))).rejects.toThrow(reason);
  });

  test('a server is refused whose certificate names another', async () => {
    const url = variables['DROVER_DATABASE_URL']?.replace('127.0.0.1', 'localhost') ?? '';
    const config = readDatabaseConfig({ ...variables, ...shown, DROVER_DATABASE_URL: url });
    await expect(applyMigrations(config)).rejects.toThrow(
      /localhost.* is not in the cert's altnames|does not match certificate's altnames/,
    );
  });

  function writeAccess(): string {
    const file = join(folder, 'pg_hba.conf');
    writeFileSync(file, 'hostssl all all all scram-sha-256 clientcert=verify-ca\n');
    return file;
  }
});

describe('Temporal', () => {
  let address: string;
  const shown = { TEMPORAL_TLS_CLIENT_CERT_PATH: client.cert, TEMPORAL_TLS_CLIENT_KEY_PATH: client.key };

  beforeAll(async () => {
    const [temporal, port] = await Promise.all([useTemporal(), freePort()]);
    // The development server has no TLS of its own.
    const tls = `ssl_certificate ${elsewhere.cert}; ssl_certificate_key ${elsewhere.key};`;
    const mutual = `ssl_client_certificate ${ours.ca}; ssl_verify_client on;`;
    const site = `listen 127.0.0.1:${port} ssl http2; ${tls} ${mutual}`;
    running.push(
      await startNginx(
        join(folder, 'temporal'),
        port,
        `server { ${site} location / { grpc_pass grpc://${temporal.address}; } }`,
      ),
    );
    address = `127.0.0.1:${port}`;
  });

  const config = (changes: Record<string, string>) =>
    readTemporalConfig({
      TEMPORAL_ADDRESS: address,
      TEMPORAL_TLS_SERVER_CA_CERT_PATH: ours.ca,
      TEMPORAL_TLS_SERVER_NAME: 'elsewhere.example',
      ...changes,
    });

  test('is reached by client and worker with our certificate, under the name that it has', async () => {
    const { tls } = config(shown);
    const connection = await Connection.connect({ address, tls });
    expect(await connection.workflowService.getSystemInfo({})).toHaveProperty('serverVersion');
    await connection.close();
    const native = await NativeConnection.connect({ address, tls });
    await native.close();
  });

  test.each([
    ['without a certificate', {}],
    ['under a name that its certificate does not have', { ...shown, TEMPORAL_TLS_SERVER_NAME: 'localhost' }],
    ['when another authority signed its certificate', { ...shown, TEMPORAL_TLS_SERVER_CA_CERT_PATH: theirs.ca }],
  ])('is not reached %s', async (_what, changes) => {
    const { tls } = config(changes);
    await expect(NativeConnection.connect({ address, tls })).rejects.toThrow();
  });
});

describe('S3', () => {
  let where: string;
  const variables = (changes: Record<string, string>) => {
    const config = readArtifactsConfig({
      DROVER_ARTIFACTS: where,
      DROVER_S3_ACCESS_KEY: 'test',
      DROVER_S3_SECRET_KEY_FILE: join(folder, 's3-key'),
      ...changes,
    });
    return config as S3ArtifactsConfig;
  };

  beforeAll(async () => {
    const certificates = join(folder, 'minio-certs');
    mkdirSync(certificates);
    await Promise.all([
      copyFile(byName.cert, join(certificates, 'public.crt')),
      copyFile(byName.key, join(certificates, 'private.key')),
    ]);
    writeFileSync(join(folder, 's3-key'), 'planted-key');
    const port = await freePort();
    const program = await ensureMinio(() => undefined);
    const keys = { accessKey: 'test', secretKey: 'planted-key' };
    const logFile = join(folder, 'minio.log');
    const spec = minioProcess({ program, folder: join(folder, 'minio'), port, ...keys, logFile });
    mkdirSync(join(folder, 'minio'));
    spec.args.push('--certs-dir', certificates);
    const minio = await startProcess(spec);
    running.push(minio);
    where = `s3://localhost:${port}/drover`;
    await waitUntilReady(spec, minio, () => openS3ArtifactStore(variables({ DROVER_S3_CA_FILE: ours.ca })));
  });

  test('keeps what is sent to it in parts, and gives it back', async () => {
    const store = await openS3ArtifactStore(variables({ DROVER_S3_CA_FILE: ours.ca }));
    const upload = await store.begin('m/disk.raw', 'application/octet-stream');
    await upload.part(1, Buffer.from('bytes'), new AbortController().signal);
    await upload.complete();
    expect(await text(await store.get('m/disk.raw'))).toBe('bytes');
  });

  test('shows a certificate of ours to a server that demands one', async () => {
    const port = await freePort();
    const behind = new URL(where.replace('s3:', 'https:')).origin;
    // MinIO itself demands none.
    const tls = `ssl_certificate ${byName.cert}; ssl_certificate_key ${byName.key};`;
    const mutual = `ssl_client_certificate ${ours.ca}; ssl_verify_client on;`;
    const pass = `proxy_pass ${behind}; proxy_set_header Host $http_host; proxy_http_version 1.1;`;
    const site = `listen 127.0.0.1:${port} ssl; ${tls} ${mutual} location / { ${pass} }`;
    running.push(await startNginx(join(folder, 's3'), port, `server { ${site} }`));
    const demanding = { DROVER_ARTIFACTS: `s3://localhost:${port}/drover`, DROVER_S3_CA_FILE: ours.ca };
    const store = await openS3ArtifactStore(variables({ ...demanding, ...filesOf('DROVER_S3', client) }));
    const upload = await store.begin('m/shown.raw', 'application/octet-stream');
    await upload.part(1, Buffer.from('bytes'), new AbortController().signal);
    await upload.complete();
    expect(await text(await store.get('m/shown.raw'))).toBe('bytes');
    await expect(openS3ArtifactStore(variables(demanding))).rejects.toThrow();
    await expect(openS3ArtifactStore(variables({ ...demanding, ...filesOf('DROVER_S3', stranger) }))).rejects.toThrow();
  });

  test.each([
    ['nobody named', {}],
    ['another is named', { DROVER_S3_CA_FILE: theirs.ca }],
  ])('is refused when %s as who may have signed its certificate', async (_what, changes) => {
    await expect(openS3ArtifactStore(variables(changes))).rejects.toThrow(/certificate/);
  });
});

function filesOf(prefix: string, { cert, key }: CertificateFiles): Record<string, string> {
  return { [`${prefix}_CERT_FILE`]: cert, [`${prefix}_KEY_FILE`]: key };
}

/** PostgreSQL wants its key to be its own and closed to others. */
function pairFor({ cert, key }: CertificateFiles) {
  return { ssl_cert_file: readable(cert), ssl_key_file: readable(key) };
}

function readable(file: string): string {
  const user = serviceUser();
  if (user !== undefined) chownSync(file, user.uid, user.gid);
  return file;
}
