import type { Queries } from '../database.ts';
import type { Prisma } from '../generated/client.ts';

export interface AuditEntry {
  actor: string;
  /** Verb on a resource, e.g. `migration.create`. */
  action: string;
  /** `<resource>/<id>`. */
  subject: string;
  detail: Prisma.InputJsonObject;
  correlationId: string;
}

export async function addAuditEvent(queries: Queries, entry: AuditEntry): Promise<void> {
  await queries.auditEvent.create({ data: entry });
}
