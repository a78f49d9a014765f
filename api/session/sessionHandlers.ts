import { randomBytes } from 'node:crypto';
import { permissionsOf, roleSchema } from '../../contract/permission.ts';
import type { sessionRoutes } from '../../contract/routes/session.ts';
import { createSession, deleteExpiredSessions, deleteSession } from '../../prisma/queries/sessions.ts';
import { readSettings } from '../../prisma/queries/settings.ts';
import { findUser } from '../../prisma/queries/users.ts';
import { identifyActor } from '../audit/requestTrail.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { hashToken } from '../http/actor.ts';
import { ApiError } from '../http/apiError.ts';
import { audit } from '../http/author.ts';
import type { HandlersOf } from '../http/handlers.ts';
import { checkPassword } from './passwords.ts';

export function sessionHandlers({ database }: ApiDependencies): HandlersOf<typeof sessionRoutes> {
  const { prisma } = database;
  return {
    async login({ body, correlationId }) {
      const user = await findUser(prisma, body.username);
      const author = { actor: { name: body.username }, correlationId };
      const event = { action: 'session.create', subject: `user/${body.username}` };
      if (!(await checkPassword(user?.passwordHash, body.password)) || user === null) {
        await audit(prisma, author, { ...event, outcome: 'refused', code: 'auth.invalid' });
        throw new ApiError('auth.invalid', 'There is no such user, or the password is another.');
      }
      await deleteExpiredSessions(prisma);
      const token = `drover_${randomBytes(32).toString('base64url')}`;
      const { sessionHours } = await readSettings(prisma);
      const expiresAt = new Date(Date.now() + sessionHours * 3_600_000);
      identifyActor(user, 'password');
      await prisma.$transaction(async (queries) => {
        await createSession(queries, { tokenHash: hashToken(token), userId: user.id, expiresAt });
        await audit(queries, author, { ...event, detail: { expiresAt } });
      });
      const role = roleSchema.parse(user.role);
      return {
        token,
        expiresAt: expiresAt.toISOString(),
        user: { id: user.id, name: user.name, role, permissions: permissionsOf[role] },
      };
    },

    async logout({ actor, correlationId }) {
      const subject = `user/${actor.name}`;
      await prisma.$transaction(async (queries) => {
        await deleteSession(queries, actor.tokenHash);
        await audit(queries, { actor, correlationId }, { action: 'session.delete', subject });
      });
    },

    async me({ actor }) {
      return actor;
    },
  };
}
