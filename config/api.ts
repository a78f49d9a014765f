import { z } from 'zod';
import { type Environment, readVariables } from './environment.ts';
import { readPair } from './tls.ts';
import { trustedProxies } from './trustedProxies.ts';
import { path, port, secretFromFile, webAddress } from './variables.ts';

export interface ApiConfig {
  host: string;
  /** 0: any free port, which the API prints when it is ready. */
  port: number;
  /** Address under which operators, movers and Proxmox VE reach the API, without a trailing slash; absent: its own. */
  publicUrl: string | undefined;
  /** Folder of the built console; absent: the API serves no console. */
  webDir: string | undefined;
  /** Name of the first user, made when there is none yet. */
  adminUser: string;
  /** File with the first user's password, for installs that nobody attends; made (mode 0600) where it is missing. */
  adminPasswordFile: string | undefined;
  /** File in which the set-up token is left (mode 0600); absent: it is printed on standard error. */
  setupTokenFile: string | undefined;
  /** Own certificate (chain) and its key, PEM files that are read again when they change; absent: plain HTTP. */
  tls: { certFile: string; keyFile: string } | undefined;
  /** Reverse proxies whose X-Forwarded headers are believed: addresses, networks, names of ranges. */
  trustedProxies: string[];
  /** How long browsers are told to insist on HTTPS, where they came by it; 0: they are not told. */
  hstsSeconds: number;
  /** What a scraper of the metrics sends as `Authorization: Bearer`; absent: only logins may read them. */
  metricsToken: string | undefined;
}

const halfAYear = 15_552_000;

const variables = {
  DROVER_API_HOST: z.string().default('127.0.0.1'),
  DROVER_API_PORT: port(8080),
  DROVER_PUBLIC_URL: webAddress().optional(),
  DROVER_WEB_DIR: path().optional(),
  DROVER_ADMIN_USER: z
    .string()
    .regex(/^[a-z0-9._@-]{1,64}$/i, 'must be a user name of at most 64 letters, digits, ".", "_", "@" or "-"')
    .default('admin'),
  DROVER_ADMIN_PASSWORD_FILE: path().optional(),
  DROVER_SETUP_TOKEN_FILE: path().optional(),
  DROVER_API_TLS_CERT_FILE: path().optional(),
  DROVER_API_TLS_KEY_FILE: path().optional(),
  DROVER_TRUSTED_PROXIES: trustedProxies(),
  DROVER_HSTS_SECONDS: z
    .string()
    .regex(/^\d{1,9}$/, 'must be a number of seconds')
    .transform(Number)
    .default(halfAYear),
  DROVER_METRICS_TOKEN_FILE: path().optional(),
};

/**
 * The API process, from DROVER_API_HOST/PORT, DROVER_API_TLS_*, DROVER_PUBLIC_URL, DROVER_WEB_DIR, DROVER_ADMIN_*,
 * DROVER_SETUP_TOKEN_FILE, DROVER_TRUSTED_PROXIES, DROVER_HSTS_SECONDS and DROVER_METRICS_TOKEN_FILE.
 */
export function readApiConfig(environment?: Environment): ApiConfig {
  const given = readVariables(variables, environment);
  return {
    host: given.DROVER_API_HOST,
    port: given.DROVER_API_PORT,
    publicUrl: given.DROVER_PUBLIC_URL,
    webDir: given.DROVER_WEB_DIR,
    adminUser: given.DROVER_ADMIN_USER,
    adminPasswordFile: given.DROVER_ADMIN_PASSWORD_FILE,
    setupTokenFile: given.DROVER_SETUP_TOKEN_FILE,
    tls: ownTls(given.DROVER_API_TLS_CERT_FILE, given.DROVER_API_TLS_KEY_FILE),
    trustedProxies: given.DROVER_TRUSTED_PROXIES,
    hstsSeconds: given.DROVER_HSTS_SECONDS,
    metricsToken:
      given.DROVER_METRICS_TOKEN_FILE === undefined
        ? undefined
        : secretFromFile('DROVER_METRICS_TOKEN_FILE', given.DROVER_METRICS_TOKEN_FILE),
  };
}

/** Read once here, so that files that do not fit end the process before it listens. */
function ownTls(certFile: string | undefined, keyFile: string | undefined): ApiConfig['tls'] {
  readPair({ cert: ['DROVER_API_TLS_CERT_FILE', certFile], key: ['DROVER_API_TLS_KEY_FILE', keyFile] });
  return certFile === undefined || keyFile === undefined ? undefined : { certFile, keyFile };
}
