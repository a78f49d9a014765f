import type { ConnectionKind } from '../../contract/connection.ts';
import type { Queries } from '../../prisma/database.ts';
import { type ConnectionRow, findConnection } from '../../prisma/queries/connections.ts';
import { ApiError } from '../http/apiError.ts';

const roles = { vsphere: 'a source', proxmox: 'a target' };

/** @throws ApiError request.not-found, or request.conflict when it is of another kind */
export async function requireConnection(queries: Queries, id: string, kind?: ConnectionKind): Promise<ConnectionRow> {
  const row = await findConnection(queries, id);
  if (row === null) throw new ApiError('request.not-found', `There is no connection ${id}.`);
  if (kind === undefined || row.kind === kind) return row;
  throw new ApiError('request.conflict', `Connection ${row.name} is of kind ${row.kind}; ${roles[kind]} is ${kind}.`);
}
