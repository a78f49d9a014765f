import type { Queries } from '../database.ts';
import { findSession, type SessionRow } from './sessions.ts';

export async function addRefreshToken(
  queries: Queries,
  token: { tokenHash: string; sessionId: string },
): Promise<void> {
  await queries.refreshToken.create({ data: token });
}

/** What a refresh token is worth: its login, the login of one that was spent before, or nothing. */
export type Spent = { session: SessionRow } | { reused: { sessionId: string; userName: string } } | null;

/** Spends a refresh token; of two that come at once only one finds it unspent. */
export async function spendRefreshToken(queries: Queries, tokenHash: string): Promise<Spent> {
  const { count } = await queries.refreshToken.updateMany({
    where: { tokenHash, spentAt: null },
    data: { spentAt: new Date() },
  });
  const token = await queries.refreshToken.findUnique({
    where: { tokenHash },
    select: { sessionId: true, session: { select: { user: { select: { name: true } } } } },
  });
  if (token === null) return null;
  if (count === 0) return { reused: { sessionId: token.sessionId, userName: token.session.user.name } };
  const session = await findSession(queries, { id: token.sessionId });
  return session && { session };
}
