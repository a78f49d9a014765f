import type { Queries } from '../database.ts';
import type { ConnectionDraft as DraftRow } from '../generated/client.ts';

/** Milliseconds; a test takes no longer, and what a process that died has left is worth nothing. */
const draftLives = 3_600_000;

/** Keeps settings that are to be tested, under an id that a workflow may hold. Drops those that nobody can need. */
export async function addConnectionDraft(queries: Queries, draft: Omit<DraftRow, 'createdAt'>): Promise<void> {
  await queries.connectionDraft.deleteMany({ where: { createdAt: { lt: new Date(Date.now() - draftLives) } } });
  await queries.connectionDraft.create({ data: draft });
}

/** With its sealed secret, and the kind of the connection that it would change. */
export function findConnectionDraft(queries: Queries, id: string) {
  return queries.connectionDraft.findUnique({ where: { id }, include: { connection: { select: { kind: true } } } });
}

export async function dropConnectionDraft(queries: Queries, id: string): Promise<void> {
  await queries.connectionDraft.deleteMany({ where: { id } });
}
