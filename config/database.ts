import { z } from 'zod';
import { ConfigurationError } from './configurationError.ts';
import { type Environment, readVariables } from './environment.ts';
import { type ClientTls, readClientTls } from './tls.ts';
import { path, required, secretFromFile } from './variables.ts';

export interface DatabaseConfig {
  host: string;
  port: number;
  user: string;
  database: string;
  /** Absent where the server authenticates otherwise. */
  password: string | undefined;
  /** `verify-full` checks the server's certificate; `disable` is for loopback and private networks. */
  tls: 'disable' | 'require' | 'verify-full';
  /** Certificates for it. */
  certificates: ClientTls;
  /** All but the TLS of the above as one URL, password included: hand it to drivers, never to a log. */
  connectionString: string;
}

const variables = {
  DROVER_DATABASE_URL: required('give it the address of PostgreSQL, e.g. postgresql://drover@127.0.0.1:5432/drover'),
  DROVER_DATABASE_PASSWORD_FILE: path().optional(),
  DROVER_DATABASE_TLS: z
    .enum(['disable', 'require', 'verify-full'], { error: 'must be disable, require or verify-full' })
    .default('disable'),
  DROVER_DATABASE_CA_FILE: path().optional(),
  DROVER_DATABASE_CERT_FILE: path().optional(),
  DROVER_DATABASE_KEY_FILE: path().optional(),
};

/** PostgreSQL, from DROVER_DATABASE_URL, _PASSWORD_FILE, _TLS, _CA_FILE, _CERT_FILE and _KEY_FILE. */
export function readDatabaseConfig(environment?: Environment): DatabaseConfig {
  const given = readVariables(variables, environment);
  const url = parseDatabaseUrl(given.DROVER_DATABASE_URL);
  const file = given.DROVER_DATABASE_PASSWORD_FILE;
  if (file !== undefined) {
    url.password = encodeURIComponent(secretFromFile('DROVER_DATABASE_PASSWORD_FILE', file));
  }
  return {
    host: url.hostname,
    port: url.port === '' ? 5432 : Number(url.port),
    user: decodeURIComponent(url.username),
    database: decodeURIComponent(url.pathname.slice(1)),
    password: url.password === '' ? undefined : decodeURIComponent(url.password),
    tls: given.DROVER_DATABASE_TLS,
    certificates: readClientTls({
      ca: ['DROVER_DATABASE_CA_FILE', given.DROVER_DATABASE_CA_FILE],
      cert: ['DROVER_DATABASE_CERT_FILE', given.DROVER_DATABASE_CERT_FILE],
      key: ['DROVER_DATABASE_KEY_FILE', given.DROVER_DATABASE_KEY_FILE],
    }),
    connectionString: url.href,
  };
}

function parseDatabaseUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const complete = url?.hostname && url.username && url.pathname.length > 1;
  if (url === undefined || !complete || !/^postgres(ql)?:$/.test(url.protocol)) {
    throw new ConfigurationError('DROVER_DATABASE_URL', 'must read postgresql://USER@HOST[:PORT]/DATABASE');
  }
  return url;
}
