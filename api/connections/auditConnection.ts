import type { Queries } from '../../prisma/database.ts';
import type { ConnectionRow } from '../../prisma/queries/connections.ts';
import { type Author, audit } from '../http/author.ts';

/** Who did what to a connection, without its secret. */
export function auditConnection(
  queries: Queries,
  author: Author,
  { action, row, fields }: { action: string; row: ConnectionRow; fields?: string[] },
): Promise<void> {
  const { name, kind, url, username, fingerprint256 } = row;
  const detail = { name, kind, url, username, fingerprint256, ...(fields ? { fields } : {}) };
  return audit(queries, author, { action, subject: `connection/${row.id}`, detail });
}
