import { isIP } from 'node:net';

export interface DatabaseOptions {
  connectionString: string;
  /** `require` encrypts, `verify-full` also checks the server's certificate. */
  tls?: 'disable' | 'require' | 'verify-full';
  /** PEM: who may have signed the server's certificate, and what is shown to a server that asks for one. */
  certificates?: { ca: string | undefined; pair: { cert: string; key: string } | undefined };
  /** Connections of this process at most. */
  connections?: number;
}

/** What the driver takes. A connection string alone means no TLS. */
export function driverOptions(options: DatabaseOptions | string) {
  const {
    connectionString,
    tls = 'disable',
    certificates,
  }: DatabaseOptions = typeof options === 'string' ? { connectionString: options } : options;
  if (tls === 'disable') return { connectionString, ssl: false };
  const { hostname } = new URL(connectionString);
  const ssl = { rejectUnauthorized: tls === 'verify-full', ca: certificates?.ca, ...certificates?.pair };
  // The driver names the server for names only; without a host, Node.js would compare an address with "localhost".
  return { connectionString, ssl: isIP(hostname) === 0 ? ssl : { ...ssl, host: hostname } };
}
