import { z } from 'zod';
import { type Environment, readVariables } from './environment.ts';
import { readClientTls } from './tls.ts';
import { flag, path, secretFromFile, webAddress } from './variables.ts';

export interface TemporalConfig {
  /** `host:port` of the frontend. */
  address: string;
  namespace: string;
  /** Temporal Web as operators reach it, for links; absent: no links are shown. */
  uiUrl: string | undefined;
  /** As the SDK's connections take it; true: with the certificates that the system trusts. */
  tls: boolean | TemporalTls;
  /** Temporal Cloud and the like. */
  apiKey: string | undefined;
}

export interface TemporalTls {
  serverNameOverride: string | undefined;
  serverRootCACertificate: Buffer | undefined;
  clientCertPair: { crt: Buffer; key: Buffer } | undefined;
}

const tlsVariables = {
  TEMPORAL_TLS_SERVER_CA_CERT_PATH: path().optional(),
  TEMPORAL_TLS_CLIENT_CERT_PATH: path().optional(),
  TEMPORAL_TLS_CLIENT_KEY_PATH: path().optional(),
  TEMPORAL_TLS_SERVER_NAME: z.string().optional(),
};
type TlsVariables = z.output<z.ZodObject<typeof tlsVariables>>;

const variables = {
  TEMPORAL_ADDRESS: z
    .string()
    .regex(/^[^\s:/]+:\d{1,5}$/, 'must read HOST:PORT, e.g. 127.0.0.1:7233')
    .default('127.0.0.1:7233'),
  TEMPORAL_NAMESPACE: z.string().default('drover'),
  TEMPORAL_TLS: flag(false),
  ...tlsVariables,
  TEMPORAL_API_KEY_FILE: path().optional(),
  DROVER_TEMPORAL_UI_URL: webAddress().optional(),
};

/**
 * Temporal, from TEMPORAL_ADDRESS, TEMPORAL_NAMESPACE, TEMPORAL_TLS and TEMPORAL_TLS_* (named as Temporal's own tools
 * name them, docs.temporal.io/references/client-environment-configuration), TEMPORAL_API_KEY_FILE and
 * DROVER_TEMPORAL_UI_URL.
 */
export function readTemporalConfig(environment?: Environment): TemporalConfig {
  const given = readVariables(variables, environment);
  const keyFile = given.TEMPORAL_API_KEY_FILE;
  return {
    address: given.TEMPORAL_ADDRESS,
    namespace: given.TEMPORAL_NAMESPACE,
    uiUrl: given.DROVER_TEMPORAL_UI_URL,
    tls: readTls(given) ?? (given.TEMPORAL_TLS || keyFile !== undefined),
    apiKey: keyFile === undefined ? undefined : secretFromFile('TEMPORAL_API_KEY_FILE', keyFile),
  };
}

/** Undefined: nothing is named that goes beyond TLS with what the system trusts. */
function readTls(given: TlsVariables): TemporalTls | undefined {
  const { ca, pair } = readClientTls({
    ca: ['TEMPORAL_TLS_SERVER_CA_CERT_PATH', given.TEMPORAL_TLS_SERVER_CA_CERT_PATH],
    cert: ['TEMPORAL_TLS_CLIENT_CERT_PATH', given.TEMPORAL_TLS_CLIENT_CERT_PATH],
    key: ['TEMPORAL_TLS_CLIENT_KEY_PATH', given.TEMPORAL_TLS_CLIENT_KEY_PATH],
  });
  const name = given.TEMPORAL_TLS_SERVER_NAME;
  if (ca === undefined && pair === undefined && name === undefined) return undefined;
  return {
    serverNameOverride: name,
    serverRootCACertificate: ca === undefined ? undefined : Buffer.from(ca),
    clientCertPair: pair === undefined ? undefined : { crt: Buffer.from(pair.cert), key: Buffer.from(pair.key) },
  };
}
