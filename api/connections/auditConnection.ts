import type { Queries } from '../../prisma/database.ts';
import type { ConnectionRow } from '../../prisma/queries/connections.ts';
import { type Author, audit } from '../http/author.ts';

/** Who did what to a connection. That its secret changed is told, the secret is not. */
export function auditConnection(
  queries: Queries,
  author: Author,
  { action, before, after }: { action: string; before: ConnectionRow | null; after: ConnectionRow | null },
): Promise<void> {
  const id = (after ?? before)?.id;
  return audit(queries, author, {
    ...{ action, subject: `connection/${id}` },
    ...{ before: before && edited(before), after: after && edited(after) },
  });
}

function edited({ projectId, name, kind, url, username, fingerprint256, sealedSecret }: ConnectionRow) {
  return { projectId, name, kind, url, username, fingerprint256, sealedSecret };
}
