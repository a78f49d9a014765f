import type { Connection, ConnectionKind } from '../../contract/connection.ts';
import type { ConnectionRow } from '../../prisma/queries/connections.ts';

/** The only way of a connection out: without its secret. */
export function presentConnection(row: ConnectionRow): Connection {
  return {
    id: row.id,
    projectId: row.projectId,
    name: row.name,
    // Written from ConnectionInput only.
    kind: row.kind as ConnectionKind,
    url: row.url,
    fingerprint256: row.fingerprint256,
    username: row.username,
    product: row.product,
    checkedAt: row.checkedAt?.toISOString() ?? null,
    createdAt: row.createdAt.toISOString(),
    revision: row.revision,
    updatedBy: row.updatedBy,
  };
}
