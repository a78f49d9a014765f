import type { MigrationSummary } from '../../../contract/migrationSummary.ts';

/** It goes on only when somebody decides: a parked stage, or a cutover that nothing schedules. */
export function waitsForYou({ status, cutoverAt }: MigrationSummary): boolean {
  return status === 'parked' || (status === 'holding' && cutoverAt === null);
}
