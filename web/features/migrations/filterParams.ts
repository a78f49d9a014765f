import { migrationStatusSchema } from '../../../contract/migration.ts';
import type { MigrationFilter } from '../../api/migrationQueries.ts';

/** The filter lives in the address, so that it can be shared and comes back with the back button. */
export function filterFrom(params: URLSearchParams): MigrationFilter {
  const wanted = params.get('status');
  const status = migrationStatusSchema.safeParse(wanted);
  return {
    status: wanted === 'open' ? 'open' : status.success ? status.data : null,
    search: params.get('search') ?? '',
  };
}

export function searchParamsOf({ status, search }: MigrationFilter): Record<string, string> {
  return { ...(status === null ? {} : { status }), ...(search === '' ? {} : { search }) };
}
