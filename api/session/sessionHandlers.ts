import { randomBytes } from 'node:crypto';
import { permissionsOf, roleSchema } from '../../contract/permission.ts';
import type { sessionRoutes } from '../../contract/routes/session.ts';
import { addAuditEvent } from '../../prisma/queries/audit.ts';
import { createSession, deleteExpiredSessions, deleteSession } from '../../prisma/queries/sessions.ts';
import { readSettings } from '../../prisma/queries/settings.ts';
import { findUser } from '../../prisma/queries/users.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { hashToken } from '../http/actor.ts';
import { ApiError } from '../http/apiError.ts';
import type { HandlersOf } from '../http/handlers.ts';
import { checkPassword } from './passwords.ts';

export function sessionHandlers({ database }: ApiDependencies): HandlersOf<typeof sessionRoutes> {
  const { prisma } = database;
  return {
    async login({ body, clientAddress, correlationId }) {
      const user = await findUser(prisma, body.username);
      const audit = (action: string) =>
        addAuditEvent(prisma, {
          actor: body.username,
          action,
          subject: `user/${body.username}`,
          detail: { address: clientAddress },
          correlationId,
        });
      if (!(await checkPassword(user?.passwordHash, body.password)) || user === null) {
        await audit('session.refused');
        throw new ApiError('auth.invalid', 'There is no such user, or the password is another.');
      }
      await deleteExpiredSessions(prisma);
      const token = `drover_${randomBytes(32).toString('base64url')}`;
      const { sessionHours } = await readSettings(prisma);
      const expiresAt = new Date(Date.now() + sessionHours * 3_600_000);
      await createSession(prisma, { tokenHash: hashToken(token), userId: user.id, expiresAt });
      await audit('session.create');
      const role = roleSchema.parse(user.role);
      return {
        token,
        expiresAt: expiresAt.toISOString(),
        user: { id: user.id, name: user.name, role, permissions: permissionsOf[role] },
      };
    },

    async logout({ actor, correlationId }) {
      await deleteSession(prisma, actor.tokenHash);
      const subject = `user/${actor.name}`;
      await addAuditEvent(prisma, { actor: actor.name, action: 'session.delete', subject, detail: {}, correlationId });
    },

    async me({ actor }) {
      return actor;
    },
  };
}
