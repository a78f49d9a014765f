import type { IncomingHttpHeaders } from 'node:http';
import { apiTokenPrefix } from '../../contract/apiToken.ts';
import type { Permission } from '../../contract/permission.ts';
import type { User } from '../../contract/session.ts';
import { type ApiTokenRow, findApiToken, touchApiToken } from '../../prisma/queries/apiTokens.ts';
import type { KnownUser } from '../../prisma/queries/knownUser.ts';
import { findSession, type SessionRow, touchSession } from '../../prisma/queries/sessions.ts';
import { readSettings } from '../../prisma/queries/settings.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { demandCsrfToken, demandOwnOrigin } from './crossSite.ts';
import { heldBy } from './presentUser.ts';
import { hashToken } from './secretTokens.ts';

/** What somebody has shown. `id`: of the session, or of the API token. */
export interface Credential {
  kind: 'session' | 'token' | 'access';
  id: string;
  expiresAt: Date;
  /** What it is restricted to; null: nothing. */
  scopes: Permission[] | null;
}

/** Who asks, with the roles of the user; the credential may narrow them. */
export interface Identity extends Omit<User, 'id' | 'permissions'> {
  userId: string;
  credential: Credential;
}

export interface Identifier {
  /**
   * By `Authorization: Bearer`, else by the console's cookie. Null: nobody, or what was shown is worth nothing any more.
   * @param request.changes whether something is changed by it: then the cookie alone does not do
   * @throws ApiError auth.csrf
   */
  identify(request: { changes?: boolean; headers: IncomingHttpHeaders }): Promise<Identity | null>;
  identifyToken(token: string): Promise<Identity | null>;
  /** Whether a credential still holds; that alone does not count as use. */
  again(credential: Credential): Promise<Identity | null>;
}

/** Use is written down at most so often. */
const touchMs = 60_000;

type IdentifierParts = Pick<ApiDependencies, 'database' | 'accessTokens' | 'sessionCookie' | 'publicUrl'>;

export function createIdentifier(parts: IdentifierParts): Identifier {
  const { database, accessTokens, sessionCookie } = parts;
  const { prisma } = database;

  async function touch(session: SessionRow): Promise<void> {
    if (Date.now() - session.lastSeenAt.getTime() < touchMs) return;
    const { sessionIdleMinutes } = await readSettings(prisma);
    const rests = session.kind === 'cookie' ? new Date(Date.now() + sessionIdleMinutes * 60_000) : null;
    await touchSession(prisma, session.id, rests);
  }

  async function bySession(tokenHash: string, kind: 'bearer' | 'cookie'): Promise<Identity | null> {
    const session = await findSession(prisma, { tokenHash, kind });
    if (session === null) return null;
    await touch(session);
    return ofSession(session);
  }

  async function byApiToken(token: string): Promise<Identity | null> {
    const row = await findApiToken(prisma, { tokenHash: hashToken(token) });
    if (row === null) return null;
    if (Date.now() - (row.lastUsedAt?.getTime() ?? 0) > touchMs) await touchApiToken(prisma, row.id);
    return ofApiToken(row);
  }

  async function byAccessToken(token: string): Promise<Identity | null> {
    const claims = await accessTokens.verify(token);
    const session = claims && (await findSession(prisma, { id: claims.sessionId }));
    // Of a login that has ended since, or of another one, it is worth nothing.
    if (claims === null || session?.kind !== 'refresh' || session.user.id !== claims.userId) return null;
    await touch(session);
    return { ...ofSession(session), credential: { ...accessOf(session), expiresAt: claims.expiresAt } };
  }

  function identifyToken(token: string): Promise<Identity | null> {
    if (token.startsWith(apiTokenPrefix)) return byApiToken(token);
    if (token.includes('.')) return byAccessToken(token);
    return bySession(hashToken(token), 'bearer');
  }

  return {
    identifyToken,
    async identify({ changes = false, headers }) {
      const { authorization } = headers;
      if (authorization !== undefined) {
        const token = /^Bearer (\S+)$/i.exec(authorization)?.[1];
        return token === undefined ? null : identifyToken(token);
      }
      const cookie = sessionCookie.read(headers);
      const identity = cookie === null ? null : await bySession(hashToken(cookie), 'cookie');
      if (cookie === null || identity === null || !changes) return identity;
      demandOwnOrigin(headers, parts);
      demandCsrfToken(headers, cookie);
      return identity;
    },
    async again({ kind, id, expiresAt }) {
      if (expiresAt.getTime() <= Date.now()) return null;
      if (kind === 'token') {
        const row = await findApiToken(prisma, { id });
        return row && ofApiToken(row);
      }
      const session = await findSession(prisma, { id });
      return session && ofSession(session);
    },
  };
}

function ofSession(session: SessionRow): Identity {
  const { id, expiresAt } = session;
  return { ...whoIs(session.user), credential: { kind: 'session', id, expiresAt, scopes: null } };
}

function accessOf({ id, expiresAt }: SessionRow): Credential {
  return { kind: 'access', id, expiresAt, scopes: null };
}

function ofApiToken({ id, expiresAt, scopes, user }: ApiTokenRow): Identity {
  return { ...whoIs(user), credential: { kind: 'token', id, expiresAt, scopes } };
}

function whoIs(user: KnownUser): Omit<Identity, 'credential'> {
  const { id: userId, ...held } = heldBy(user);
  return { userId, ...held };
}
