import { resolve } from 'node:path';
import { z } from 'zod';
import { ConfigurationError } from './configurationError.ts';
import { type Environment, readVariables } from './environment.ts';
import { type ClientTls, readClientTls } from './tls.ts';
import { path, required, secretFromFile } from './variables.ts';

export type ArtifactsConfig = LocalArtifactsConfig | S3ArtifactsConfig;

/** Artifacts are files below a folder; the API serves them by signed URLs. */
export interface LocalArtifactsConfig {
  kind: 'local';
  folder: string;
}

export interface S3ArtifactsConfig {
  kind: 's3';
  host: string;
  port: number;
  tls: boolean;
  certificates: ClientTls;
  bucket: string;
  region: string;
  accessKey: string;
  secretKey: string;
}

const variables = {
  DROVER_ARTIFACTS: required('say where artifacts go, local:FOLDER or s3://HOST[:PORT]/BUCKET'),
  DROVER_S3_ACCESS_KEY: z.string().optional(),
  DROVER_S3_SECRET_KEY_FILE: path().optional(),
  DROVER_S3_CA_FILE: path().optional(),
  DROVER_S3_CERT_FILE: path().optional(),
  DROVER_S3_KEY_FILE: path().optional(),
  DROVER_S3_REGION: z.string().default('us-east-1'),
};

/**
 * The artifact store, from DROVER_ARTIFACTS (`local:FOLDER`, `s3://HOST[:PORT]/BUCKET` over TLS or
 * `s3+http://HOST[:PORT]/BUCKET` without), DROVER_S3_ACCESS_KEY, _SECRET_KEY_FILE, _REGION, _CA_FILE, _CERT_FILE and
 * _KEY_FILE.
 */
export function readArtifactsConfig(environment?: Environment): ArtifactsConfig {
  const given = readVariables(variables, environment);
  const where = given.DROVER_ARTIFACTS;
  if (where.startsWith('local:') && where.length > 'local:'.length) {
    return { kind: 'local', folder: resolve(where.slice('local:'.length)) };
  }
  const s3 = /^s3(\+http)?:\/\/([^/:\s]+)(?::(\d{1,5}))?\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])\/?$/.exec(where);
  if (s3 === null) {
    throw new ConfigurationError('DROVER_ARTIFACTS', 'must read local:FOLDER or s3://HOST[:PORT]/BUCKET');
  }
  const tls = s3[1] === undefined;
  return {
    kind: 's3',
    host: s3[2] ?? '',
    port: s3[3] === undefined ? (tls ? 443 : 80) : Number(s3[3]),
    tls,
    certificates: readClientTls({
      ca: ['DROVER_S3_CA_FILE', given.DROVER_S3_CA_FILE],
      cert: ['DROVER_S3_CERT_FILE', given.DROVER_S3_CERT_FILE],
      key: ['DROVER_S3_KEY_FILE', given.DROVER_S3_KEY_FILE],
    }),
    bucket: s3[4] ?? '',
    region: given.DROVER_S3_REGION,
    ...readS3Credentials(given.DROVER_S3_ACCESS_KEY, given.DROVER_S3_SECRET_KEY_FILE),
  };
}

function readS3Credentials(accessKey: string | undefined, secretFile: string | undefined) {
  if (accessKey === undefined) {
    throw new ConfigurationError('DROVER_S3_ACCESS_KEY', 'is not set: the S3 artifact store needs its access key');
  }
  if (secretFile === undefined) {
    throw new ConfigurationError(
      'DROVER_S3_SECRET_KEY_FILE',
      'is not set: the S3 artifact store needs the file that holds its secret key',
    );
  }
  return { accessKey, secretKey: secretFromFile('DROVER_S3_SECRET_KEY_FILE', secretFile) };
}
