import type { ChainedEvent } from '../../contract/audit.ts';
import type { Queries } from '../database.ts';
import { presentEvent } from './audit.ts';

/** The last place of the chain; null before the first, which no migrated database is. */
export async function findAuditHead(queries: Queries): Promise<{ position: number; hash: string } | null> {
  const row = await queries.auditLink.findFirst({ orderBy: { position: 'desc' } });
  return row && { position: Number(row.position), hash: row.hash };
}

/** Hash of the event at a place; null when there is no such place. */
export async function findAuditHash(queries: Queries, position: number): Promise<string | null> {
  const row = await queries.auditLink.findUnique({ where: { position } });
  return row?.hash ?? null;
}

const batch = 500;

/** The chain in its order, read in pieces. Places up to `to` alone: what is added meanwhile is left to the next reader. */
export async function* readAuditChain(
  queries: Queries,
  { after, to }: { after: { position: number; hash: string }; to: number },
): AsyncGenerator<ChainedEvent> {
  let end = after;
  for (;;) {
    const rows = await queries.auditLink.findMany({
      where: { position: { gt: end.position, lte: to } },
      orderBy: { position: 'asc' },
      take: batch,
      include: { event: true },
    });
    for (const { position, hash, event } of rows) {
      yield { position: Number(position), previousHash: end.hash, hash, event: presentEvent(event) };
      end = { position: Number(position), hash };
    }
    if (rows.length < batch) return;
  }
}

/** Events that have no place in the chain: those from before there was one, or what got past the database's trigger. */
export async function findUnlinkedEvents(queries: Queries): Promise<{ count: number; newest: string | null }> {
  const [row] = await queries.$queryRaw<{ count: number; newest: string | null }[]>`
    select count(*)::int as count, max(e.id)::text as newest from audit_event e
    where not exists (select from audit_link l where l.event_id = e.id)`;
  return row ?? { count: 0, newest: null };
}
