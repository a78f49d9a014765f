import type { Queries } from '../../prisma/database.ts';
import { addAuditEvent } from '../../prisma/queries/audit.ts';
import type { ConnectionRow } from '../../prisma/queries/connections.ts';

export interface Author {
  actor: { name: string };
  correlationId: string;
}

/** Who did what to a connection, without its secret. */
export function auditConnection(
  queries: Queries,
  { actor, correlationId }: Author,
  { action, row, fields }: { action: string; row: ConnectionRow; fields?: string[] },
): Promise<void> {
  const { name, kind, url, username, fingerprint256 } = row;
  const detail = { name, kind, url, username, fingerprint256, ...(fields ? { fields } : {}) };
  return addAuditEvent(queries, { actor: actor.name, action, subject: `connection/${row.id}`, detail, correlationId });
}
