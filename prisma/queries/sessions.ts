import { randomUUID } from 'node:crypto';
import type { OpenSession } from '../../contract/account.ts';
import type { Queries } from '../database.ts';
import type { Session } from '../generated/client.ts';
import { type KnownUser, knownUser } from './knownUser.ts';

export interface SessionRow {
  id: string;
  kind: string;
  expiresAt: Date;
  lastSeenAt: Date;
  idleExpiresAt: Date | null;
  user: KnownUser;
}

export interface NewSession {
  kind: OpenSession['kind'];
  /** Null: it has no token of its own. */
  tokenHash: string | null;
  userId: string;
  expiresAt: Date;
  idleExpiresAt: Date | null;
  address: string;
  userAgent: string | null;
}

export async function createSession(queries: Queries, session: NewSession): Promise<{ id: string }> {
  const id = randomUUID();
  await queries.session.create({ data: { ...session, id } });
  return { id };
}

/** One that may be used now: not over, not rested too long, of a user who is not disabled. */
function alive() {
  const now = new Date();
  return {
    expiresAt: { gt: now },
    OR: [{ idleExpiresAt: null }, { idleExpiresAt: { gt: now } }],
    user: { disabledAt: null },
  };
}

/** Null when there is none that may be used. */
export function findSession(
  queries: Queries,
  which: { tokenHash: string; kind: OpenSession['kind'] } | { id: string },
): Promise<SessionRow | null> {
  return queries.session.findFirst({
    where: { ...which, ...alive() },
    select: {
      ...{ id: true, kind: true, expiresAt: true, lastSeenAt: true, idleExpiresAt: true },
      user: { select: knownUser },
    },
  });
}

/** @param idleExpiresAt null: it may rest */
export async function touchSession(queries: Queries, id: string, idleExpiresAt: Date | null): Promise<void> {
  await queries.session.updateMany({ where: { id }, data: { lastSeenAt: new Date(), idleExpiresAt } });
}

/** Newest first. */
export async function listSessions(queries: Queries, userId: string): Promise<Omit<OpenSession, 'current'>[]> {
  const rows = await queries.session.findMany({
    where: { userId, ...alive() },
    orderBy: { createdAt: 'desc' },
    take: 500,
  });
  return rows.map(openSessionOf);
}

/** @returns whose it was; null: there is none of that id (and, where one is named, of that user) */
export async function deleteSession(
  queries: Queries,
  { id, userId }: { id: string; userId?: string },
): Promise<{ userId: string; name: string } | null> {
  const session = await queries.session.findFirst({
    where: { id, userId },
    select: { userId: true, user: { select: { name: true } } },
  });
  if (session === null) return null;
  await queries.session.deleteMany({ where: { id } });
  return { userId: session.userId, name: session.user.name };
}

/** Ends what a user is logged in with. @param except the id of one to leave */
export async function deleteSessionsOf(queries: Queries, userId: string, except?: string): Promise<number> {
  const { count } = await queries.session.deleteMany({ where: { userId, id: { not: except } } });
  return count;
}

export async function deleteExpiredSessions(queries: Queries): Promise<void> {
  const now = new Date();
  await queries.session.deleteMany({
    where: { OR: [{ expiresAt: { lte: now } }, { idleExpiresAt: { lte: now } }] },
  });
}

function openSessionOf(row: Session): Omit<OpenSession, 'current'> {
  return {
    id: row.id,
    kind: row.kind as OpenSession['kind'],
    createdAt: row.createdAt.toISOString(),
    lastSeenAt: row.lastSeenAt.toISOString(),
    expiresAt: row.expiresAt.toISOString(),
    idleExpiresAt: row.idleExpiresAt?.toISOString() ?? null,
    address: row.address,
    userAgent: row.userAgent,
  };
}
