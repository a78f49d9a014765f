export interface DatabaseOptions {
  connectionString: string;
  /** `require` encrypts, `verify-full` also checks the server's certificate. */
  tls?: 'disable' | 'require' | 'verify-full';
  /** Connections of this process at most. */
  connections?: number;
}

/** What the driver takes. A connection string alone means no TLS. */
export function driverOptions(options: DatabaseOptions | string) {
  const { connectionString, tls = 'disable' } = typeof options === 'string' ? { connectionString: options } : options;
  return { connectionString, ssl: tls === 'disable' ? false : { rejectUnauthorized: tls === 'verify-full' } };
}
