import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { Client } from 'minio';
import { freePort } from '../../start/supervisor/freePort.ts';
import { makeAuthority } from '../support/certificates.ts';
import { useMinio } from '../support/minio.ts';
import { useMotoKms } from '../support/motoKms.ts';
import { startNginx } from '../support/nginx.ts';
import { usePostgresTls } from '../support/postgres.ts';
import { useTemporal } from '../support/temporal.ts';
import { startVaultTransitStub, type VaultTransitStub } from '../support/vaultTransitStub.ts';
import type { Canaries } from './canaries.ts';
import type { DataCentresOptions } from './dataCentres.ts';

export interface GuardedServers {
  /** What the product is told of them. */
  options: Required<Pick<DataCentresOptions, 'environment' | 'apiEnvironment' | 'keys'>>;
  vault: VaultTransitStub;
  /** What the bucket holds, by place, as far as it is text. */
  artifacts(): Promise<Map<string, string>>;
  close(): Promise<void>;
}

const transit = { namespace: 'team/drover', mount: 'transit', key: 'drover' };

/**
 * Servers that want a secret or a certificate, each of which is planted: PostgreSQL, Temporal and S3 by mutual TLS, S3
 * with its keys, KMS and Vault with theirs, and the API with a certificate of its own. This process trusts them from now on.
 */
export async function startGuardedServers(canaries: Canaries): Promise<GuardedServers> {
  const folder = mkdtempSync(join(tmpdir(), 'dr-'));
  const authority = makeAuthority(folder);
  setDefaultCACertificates([...getCACertificates(), readFileSync(authority.ca, 'utf8')]);
  const servers = [useMinio(), useTemporal(), usePostgresTls(), useMotoKms(), startVaultTransitStub(transit)] as const;
  const [minio, temporal, postgres, kms, vault] = await Promise.all(servers);
  canaries.plant(minio.accessKey, 'the access key of S3');
  canaries.plant(minio.secretKey, 'the secret key of S3');
  canaries.plant(vault.token, 'the token of Vault');
  canaries.plant(vault.secretId, 'the secret id of Vault');

  const write = (name: string, text: string): string => {
    const file = join(folder, name);
    writeFileSync(file, text, { mode: 0o600 });
    return file;
  };
  const pairFor = (name: string, { cert, key } = authority.issue(name, 'DNS:localhost,IP:127.0.0.1')) => {
    canaries.plantFile(key, `the TLS key for ${name}`);
    return { cert, key };
  };
  const [api, database] = [pairFor('api'), pairFor('postgres', postgres.client)];
  const [toTemporal, toS3] = [pairFor('temporal'), pairFor('s3')];
  // The SDK of AWS takes its keys from its own places, of which the environment is one that everybody can read.
  const aws = ['access_key_id', 'secret_access_key', 'session_token'].map(
    (name) => `aws_${name}=${canaries.make(name)}`,
  );
  const awsFile = write('aws', ['[default]', ...aws].join('\n'));
  process.env['AWS_SHARED_CREDENTIALS_FILE'] = awsFile;

  const [s3Port, temporalPort] = [await freePort(), await freePort()];
  const shown = authority.issue('server', 'DNS:localhost,IP:127.0.0.1');
  const tls = `ssl_certificate ${shown.cert}; ssl_certificate_key ${shown.key}; ssl_client_certificate ${authority.ca};`;
  const endless = 'client_max_body_size 0; keepalive_requests 1000000; client_body_timeout 1h;';
  // Who follows a link that opens an artifact has no certificate.
  const s3 = `listen 127.0.0.1:${s3Port} ssl; ${tls} ssl_verify_client optional; ${endless} location / {
    proxy_pass http://${minio.host}:${minio.port}; proxy_set_header Host $http_host; proxy_http_version 1.1;
    proxy_request_buffering off; proxy_buffering off; }`;
  const grpc = `listen 127.0.0.1:${temporalPort} ssl http2; ${tls} ssl_verify_client on; ${endless} location / {
    grpc_pass grpc://${temporal.address}; grpc_read_timeout 1h; grpc_send_timeout 1h; }`;
  const nginx = await startNginx(join(folder, 'nginx'), s3Port, `server { ${s3} } server { ${grpc} }`);

  const keyArn = await kms.createKey();
  const bucket = `leaks-${randomUUID()}`;
  const appRole = { roleId: vault.roleId, secretIdFile: write('vault-secret-id', vault.secretId) };
  const { address, token } = vault;
  const keeper = { kind: 'vault', address, ...transit, ca: undefined } as const;
  return {
    vault,
    options: {
      environment: {
        ...{ DROVER_DATABASE_TLS: 'verify-full', DROVER_DATABASE_CA_FILE: postgres.ca },
        ...{ DROVER_DATABASE_CERT_FILE: database.cert, DROVER_DATABASE_KEY_FILE: database.key },
        ...{ TEMPORAL_ADDRESS: `127.0.0.1:${temporalPort}`, TEMPORAL_TLS_SERVER_NAME: 'localhost' },
        ...{ TEMPORAL_TLS_SERVER_CA_CERT_PATH: authority.ca, TEMPORAL_TLS_CLIENT_CERT_PATH: toTemporal.cert },
        TEMPORAL_TLS_CLIENT_KEY_PATH: toTemporal.key,
        ...{ DROVER_ARTIFACTS: `s3://127.0.0.1:${s3Port}/${bucket}`, DROVER_S3_CA_FILE: authority.ca },
        ...{ DROVER_S3_CERT_FILE: toS3.cert, DROVER_S3_KEY_FILE: toS3.key },
        DROVER_S3_ACCESS_KEY: minio.accessKey,
        DROVER_S3_SECRET_KEY_FILE: write('s3-secret-key', minio.secretKey),
        DROVER_KEY_ENCRYPTION_KEY: `${address.replace('http:', 'vault+http:')}/${transit.mount}/${transit.key}`,
        DROVER_VAULT_NAMESPACE: transit.namespace,
        ...{ DROVER_VAULT_ROLE_ID: appRole.roleId, DROVER_VAULT_SECRET_ID_FILE: appRole.secretIdFile },
        ...{ DROVER_FORMER_KEYS: `aws-kms:${keyArn}`, DROVER_AWS_KMS_ENDPOINT: kms.endpoint },
        AWS_SHARED_CREDENTIALS_FILE: awsFile,
      },
      apiEnvironment: {
        ...{ DROVER_API_TLS_CERT_FILE: api.cert, DROVER_API_TLS_KEY_FILE: api.key },
        // Of the two ways to Vault, it takes this one and the workers take the other.
        DROVER_VAULT_TOKEN_FILE: write('vault-token', token),
      },
      keys: {
        current: { kind: 'aws-kms', keyArn, endpoint: kms.endpoint },
        former: [{ ...keeper, login: { kind: 'approle', ...appRole } }],
      },
    },
    async artifacts() {
      const client = new Client({ ...minio, endPoint: minio.host, useSSL: false });
      const texts = new Map<string, string>();
      for await (const { name, size } of client.listObjectsV2(bucket, '', true)) {
        if (name === undefined || size > 1_000_000) continue;
        texts.set(
          `artifact ${name}`,
          `${name} ${(await buffer(await client.getObject(bucket, name))).toString('latin1')}`,
        );
      }
      return texts;
    },
    async close() {
      await Promise.all([nginx.stop(), vault.close()]);
      rmSync(folder, { recursive: true });
    },
  };
}
