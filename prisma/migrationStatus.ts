import type { MigrationStatus } from '../contract/migration.ts';

/** After these nothing happens any more. The partial index `migration_one_open_per_vm` lists the same. */
export const endedStatuses: MigrationStatus[] = ['completed', 'cancelled', 'rolled-back'];
