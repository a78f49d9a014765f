import type { z } from 'zod';
import type { tokenPairSchema } from '../../contract/session.ts';
import type { Queries } from '../../prisma/database.ts';
import type { KnownUser } from '../../prisma/queries/knownUser.ts';
import { addRefreshToken, spendRefreshToken } from '../../prisma/queries/refreshTokens.ts';
import { deleteSession } from '../../prisma/queries/sessions.ts';
import { readSettings } from '../../prisma/queries/settings.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { ApiError } from '../http/apiError.ts';
import { audit } from '../http/author.ts';
import { type LoginPlace, openSession } from './openSession.ts';
import { presentUser } from './presentUser.ts';
import { hashToken, newToken } from './secretTokens.ts';

type TokenPair = z.input<typeof tokenPairSchema>;

export function openTokenPair(dependencies: ApiDependencies, user: KnownUser, place: LoginPlace): Promise<TokenPair> {
  return dependencies.database.prisma.$transaction(async (queries) => {
    const { id, expiresAt } = await openSession(queries, user, { kind: 'refresh', place });
    return issue(dependencies, queries, { user, sessionId: id, expiresAt });
  });
}

/**
 * Spends a refresh token. One that was spent before is in two hands: whose is the thief's cannot be told, so that the
 * login of both ends (RFC 9700, 4.14.2).
 * @throws ApiError auth.required
 */
export async function refreshTokenPair(
  dependencies: ApiDependencies,
  refreshToken: string,
  place: LoginPlace,
): Promise<TokenPair> {
  const { prisma } = dependencies.database;
  const pair = await prisma.$transaction(async (queries) => {
    const spent = await spendRefreshToken(queries, hashToken(refreshToken));
    if (spent === null) return null;
    if ('session' in spent) {
      const { id, user, expiresAt } = spent.session;
      return issue(dependencies, queries, { user, sessionId: id, expiresAt });
    }
    const { sessionId, userName } = spent.reused;
    await deleteSession(queries, { id: sessionId });
    await audit(
      queries,
      { actor: { name: userName }, correlationId: place.correlationId },
      {
        action: 'session.reuse',
        subject: `user/${userName}`,
        detail: { address: place.clientAddress, session: sessionId },
      },
    );
    return null;
  });
  if (pair !== null) return pair;
  throw new ApiError('auth.required', 'The refresh token is unknown, was spent before, or its login has ended.');
}

async function issue(
  { accessTokens }: ApiDependencies,
  queries: Queries,
  { user, sessionId, expiresAt }: { user: KnownUser; sessionId: string; expiresAt: Date },
): Promise<TokenPair> {
  const { accessTokenMinutes } = await readSettings(queries);
  const accessEnds = new Date(Math.min(Date.now() + accessTokenMinutes * 60_000, expiresAt.getTime()));
  const refreshToken = newToken('drover_refresh_');
  await addRefreshToken(queries, { tokenHash: hashToken(refreshToken), sessionId });
  return {
    accessToken: await accessTokens.sign({ userId: user.id, sessionId, expiresAt: accessEnds }),
    accessExpiresAt: accessEnds.toISOString(),
    refreshToken,
    refreshExpiresAt: expiresAt.toISOString(),
    user: presentUser(user),
  };
}
