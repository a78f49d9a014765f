import { askService } from './askService.ts';
import type { CertificateFiles } from './certificates.ts';

export interface TestDatabase {
  host: string;
  port: number;
  user: string;
  password: string;
  database: string;
  connectionString: string;
}

/** A database of its own for the caller, with all migrations applied. It goes away with the run. */
export function usePostgres(): Promise<TestDatabase> {
  return askService('postgres/migrated');
}

/** What the same server is reached by over TLS: it asks for a certificate, and takes none that another has signed. */
export function usePostgresTls(): Promise<{ ca: string; client: CertificateFiles }> {
  return askService('postgres/tls');
}

/** A database of its own without any table. */
export function useEmptyPostgres(): Promise<TestDatabase> {
  return askService('postgres/empty');
}
