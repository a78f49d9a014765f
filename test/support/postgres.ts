import { askService } from './askService.ts';

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

/** A database of its own without any table. */
export function useEmptyPostgres(): Promise<TestDatabase> {
  return askService('postgres/empty');
}
