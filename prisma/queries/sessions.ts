import type { Queries } from '../database.ts';

export interface SessionRow {
  expiresAt: Date;
  user: { id: string; name: string; role: string };
}

export async function createSession(
  queries: Queries,
  session: { tokenHash: string; userId: string; expiresAt: Date },
): Promise<void> {
  await queries.session.create({ data: session });
}

/** Null when there is none or it has expired. */
export function findSession(queries: Queries, tokenHash: string): Promise<SessionRow | null> {
  return queries.session.findFirst({
    where: { tokenHash, expiresAt: { gt: new Date() } },
    select: { expiresAt: true, user: { select: { id: true, name: true, role: true } } },
  });
}

export async function deleteSession(queries: Queries, tokenHash: string): Promise<void> {
  await queries.session.deleteMany({ where: { tokenHash } });
}

export async function deleteExpiredSessions(queries: Queries): Promise<void> {
  await queries.session.deleteMany({ where: { expiresAt: { lte: new Date() } } });
}
