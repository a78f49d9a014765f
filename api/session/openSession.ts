import type { OpenSession } from '../../contract/account.ts';
import type { Queries } from '../../prisma/database.ts';
import type { KnownUser } from '../../prisma/queries/knownUser.ts';
import { createSession, deleteExpiredSessions } from '../../prisma/queries/sessions.ts';
import { readSettings } from '../../prisma/queries/settings.ts';
import { audit } from '../http/author.ts';
import { hashToken, newToken } from './secretTokens.ts';

/** Where a login comes from. */
export interface LoginPlace {
  clientAddress: string;
  headers: { 'user-agent'?: string };
  correlationId: string;
}

export interface OpenedSession {
  id: string;
  /** Of a `refresh` session: to be thrown away, it opens nothing. */
  token: string;
  expiresAt: Date;
  user: KnownUser;
}

/** Logs somebody in who has shown who they are. Call it in a transaction: no login without its event in the audit trail. */
export async function openSession(
  queries: Queries,
  user: KnownUser,
  { kind, place }: { kind: OpenSession['kind']; place: LoginPlace },
): Promise<OpenedSession> {
  await deleteExpiredSessions(queries);
  const settings = await readSettings(queries);
  const token = newToken('drover_');
  const hours = kind === 'refresh' ? settings.refreshDays * 24 : settings.sessionHours;
  const expiresAt = new Date(Date.now() + hours * 3_600_000);
  const { clientAddress: address, correlationId } = place;
  const { id } = await createSession(queries, {
    ...{ kind, userId: user.id, expiresAt, address },
    tokenHash: kind === 'refresh' ? null : hashToken(token),
    idleExpiresAt: kind === 'cookie' ? new Date(Date.now() + settings.sessionIdleMinutes * 60_000) : null,
    userAgent: place.headers['user-agent']?.slice(0, 300) ?? null,
  });
  await audit(
    queries,
    { actor: user, correlationId },
    {
      action: 'session.create',
      subject: `user/${user.name}`,
      detail: { address, kind, session: id },
    },
  );
  return { id, token, expiresAt, user };
}
