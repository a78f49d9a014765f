import { z } from 'zod';
import type { accessRoutes } from '../../contract/routes/access.ts';
import { listApiTokens } from '../../prisma/queries/apiTokens.ts';
import { listSessions } from '../../prisma/queries/sessions.ts';
import { listAccounts } from '../../prisma/queries/users.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { demandLogin } from '../http/actor.ts';
import { decodeCursor, pageOf } from '../http/cursor.ts';
import type { HandlersOf } from '../http/handlers.ts';
import { shown } from '../http/versions.ts';
import { addAccount, changeAccount, requireAccount, requireService, unlockAccount } from './editAccounts.ts';
import { addApiToken, removeApiToken } from './editApiTokens.ts';
import { endSession } from './endSession.ts';

const position = z.object({ name: z.string() });

export function accessHandlers(dependencies: ApiDependencies): HandlersOf<typeof accessRoutes> {
  const { database } = dependencies;
  const { prisma } = database;
  return {
    async listUsers({ query: { cursor, limit, ...filter } }) {
      const rows = await listAccounts(prisma, { ...filter, after: decodeCursor(cursor, position), limit: limit + 1 });
      return pageOf(rows, limit, ({ name }) => ({ name }));
    },
    createUser: ({ body, ...author }) => shown(author.versions, addAccount(database, body, author)),
    getUser: ({ params, versions }) => shown(versions, requireAccount(prisma, params.id)),
    updateUser: ({ params, body, ...author }) =>
      shown(author.versions, changeAccount(database, params.id, { change: body, author })),
    unlockUser: ({ params, ...author }) => unlockAccount(database, params.id, author),
    async listUserSessions({ params, actor }) {
      const { id } = await requireAccount(prisma, params.id);
      return sessionsOf(id, actor.credential.id);
    },
    listSessions: ({ actor }) => sessionsOf(actor.id, actor.credential.id),
    revokeSession: ({ params, ...author }) => endSession(database, params.id, author),
    async listUserTokens({ params }) {
      const { id } = await requireAccount(prisma, params.id);
      return { items: await listApiTokens(prisma, id) };
    },
    async listTokens({ actor }) {
      return { items: await listApiTokens(prisma, actor.id) };
    },
    async createToken({ body, ...author }) {
      demandLogin(author.actor);
      return addApiToken(database, author.actor, { input: body, author });
    },
    async createServiceToken({ params, body, ...author }) {
      return addApiToken(database, await requireService(prisma, params.id), { input: body, author });
    },
    revokeToken: ({ params, ...author }) => removeApiToken(database, params.id, author),
  };

  async function sessionsOf(userId: string, current: string) {
    const sessions = await listSessions(prisma, userId);
    return { items: sessions.map((session) => ({ ...session, current: session.id === current })) };
  }
}
