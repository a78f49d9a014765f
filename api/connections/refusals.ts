import type { Queries } from '../../prisma/database.ts';
import { type ConnectionRow, findUseOfConnection } from '../../prisma/queries/connections.ts';
import { findPresetOfConnection } from '../../prisma/queries/presets.ts';
import { ApiError } from '../http/apiError.ts';

/** What stays as it is while something needs the connection. */
type HeldField = 'projectId' | 'url';

/** @throws ApiError request.conflict while an open migration needs the connection */
export async function refuseWhileUsed(queries: Queries, row: ConnectionRow, field?: HeldField): Promise<void> {
  const use = await findUseOfConnection(queries, row.id);
  if (use === null) return;
  throw new ApiError('request.conflict', `Connection ${row.name} is in use by migration ${use.id} of ${use.vmName}.`, {
    openMigrationId: use.id,
    ...heldBy(field, `stays while the migration of ${use.vmName} is open`),
  });
}

/** @throws ApiError request.conflict while a mapping preset combines it with another connection */
export async function refuseWithPreset(queries: Queries, row: ConnectionRow, field?: HeldField): Promise<void> {
  const preset = await findPresetOfConnection(queries, row.id);
  if (preset === null) return;
  throw new ApiError(
    'request.conflict',
    `The mapping preset ${preset.name} uses connection ${row.name}.`,
    heldBy(field, `stays while the mapping preset ${preset.name} uses the connection`),
  );
}

export function nameTaken(name: string): ApiError {
  return new ApiError('request.conflict', `There is a connection named ${name} already.`, {
    issues: [{ path: 'body.name', message: 'is taken' }],
  });
}

function heldBy(field: HeldField | undefined, message: string) {
  return field === undefined ? {} : { issues: [{ path: `body.${field}`, message }] };
}
