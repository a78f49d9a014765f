import type { Queries } from '../../prisma/database.ts';
import { addAuditEvent } from '../../prisma/queries/audit.ts';
import type { Versions } from './versions.ts';

/** Who does something, and in which request. */
export interface Author {
  actor: { name: string };
  correlationId: string;
}

/** Who edits, and the version that the edit is based on. */
export interface Editor extends Author {
  versions: Versions;
}

/** Tells the audit trail what was done, in the transaction that does it. @param detail as JSON would have it */
export function audit(
  queries: Queries,
  { actor, correlationId }: Author,
  { action, subject, detail }: { action: string; subject: string; detail: object },
): Promise<void> {
  const told = JSON.parse(JSON.stringify(detail));
  return addAuditEvent(queries, { actor: actor.name, action, subject, detail: told, correlationId });
}
