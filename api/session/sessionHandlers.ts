import type { sessionRoutes } from '../../contract/routes/session.ts';
import { deleteSession, deleteSessionsOf } from '../../prisma/queries/sessions.ts';
import { hasUsers } from '../../prisma/queries/users.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { actorOf, demandLogin } from '../http/actor.ts';
import { ApiError } from '../http/apiError.ts';
import { audit } from '../http/author.ts';
import type { HandlersOf } from '../http/handlers.ts';
import { csrfTokenOf, demandOwnOrigin } from './crossSite.ts';
import { createIdentifier } from './identify.ts';
import { bearerAnswer, consoleAnswer } from './loginAnswers.ts';
import { type LoginPlace, openSession } from './openSession.ts';
import { changeOwnPassword } from './ownPassword.ts';
import { createPasswordLogin, type PasswordAttempt } from './passwordLogin.ts';
import { redeemSetupToken } from './setUp.ts';
import { openTokenPair, refreshTokenPair } from './tokenPairs.ts';

type Credentials = Pick<PasswordAttempt, 'username' | 'password'>;

export function sessionHandlers(dependencies: ApiDependencies): HandlersOf<typeof sessionRoutes> {
  const { database, sessionCookie } = dependencies;
  const { prisma } = database;
  const passwordLogin = createPasswordLogin(database);
  const identifier = createIdentifier(dependencies);

  async function logIn(kind: 'bearer' | 'cookie', credentials: Credentials, place: LoginPlace) {
    const user = await passwordLogin({ ...credentials, ...place });
    return prisma.$transaction((queries) => openSession(queries, user, { kind, place }));
  }

  return {
    async login({ body, ...place }) {
      return bearerAnswer(await logIn('bearer', body, place));
    },

    async getConsoleState({ headers }) {
      const setupNeeded = !(await hasUsers(prisma));
      const token = sessionCookie.read(headers);
      const identity = token === null ? null : await identifier.identify({ headers: { cookie: headers.cookie } });
      if (token === null || identity === null) return { session: null, setupNeeded };
      const { expiresAt } = identity.credential;
      const session = { csrfToken: csrfTokenOf(token), expiresAt: expiresAt.toISOString(), user: actorOf(identity) };
      return { session, setupNeeded };
    },

    async loginConsole({ body, setCookie, ...place }) {
      demandOwnOrigin(place.headers, dependencies);
      const opened = await logIn('cookie', body, place);
      setCookie(sessionCookie.set(opened.token));
      return consoleAnswer(opened);
    },

    async createTokenPair({ body, ...place }) {
      return openTokenPair(dependencies, await passwordLogin({ ...body, ...place }), place);
    },

    refreshTokenPair: ({ body, ...place }) => refreshTokenPair(dependencies, body.refreshToken, place),

    setUp: ({ body, ...place }) => redeemSetupToken(database, body, place),

    changePassword: ({ body, ...request }) => changeOwnPassword(database, passwordLogin, { change: body, ...request }),

    async logout({ actor, setCookie, ...author }) {
      const { kind, id } = actor.credential;
      if (kind === 'token') {
        throw new ApiError('request.conflict', 'An API token has no session to end: it is revoked, by DELETE /tokens.');
      }
      setCookie(sessionCookie.clear());
      await prisma.$transaction(async (queries) => {
        await deleteSession(queries, { id });
        const subject = `user/${actor.name}`;
        await audit(queries, { actor, ...author }, { action: 'session.delete', subject, detail: { session: id } });
      });
    },

    async logoutEverywhere({ actor, setCookie, ...author }) {
      demandLogin(actor);
      setCookie(sessionCookie.clear());
      await prisma.$transaction(async (queries) => {
        const ended = await deleteSessionsOf(queries, actor.id);
        const subject = `user/${actor.name}`;
        await audit(queries, { actor, ...author }, { action: 'session.delete-all', subject, detail: { ended } });
      });
    },

    async me({ actor }) {
      return actor;
    },
  };
}
