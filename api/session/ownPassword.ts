import type { z } from 'zod';
import type { passwordChangeSchema } from '../../contract/session.ts';
import type { Database } from '../../prisma/database.ts';
import { deleteSessionsOf } from '../../prisma/queries/sessions.ts';
import { findAccount, updateAccount } from '../../prisma/queries/users.ts';
import { type Actor, demandLogin } from '../http/actor.ts';
import { ApiError } from '../http/apiError.ts';
import { audit } from '../http/author.ts';
import type { PasswordLogin } from './passwordLogin.ts';
import { hashChosen } from './passwords.ts';

interface Asked {
  change: z.output<typeof passwordChangeSchema>;
  actor: Actor;
  correlationId: string;
}

/**
 * Wrong current passwords are counted as failed logins are; other logins of the user end, this one stays.
 * @throws ApiError auth.invalid | auth.forbidden | request.invalid | request.conflict
 */
export async function changeOwnPassword(
  { prisma }: Database,
  passwordLogin: PasswordLogin,
  { change, actor, correlationId }: Asked,
): Promise<void> {
  demandLogin(actor);
  const account = await findAccount(prisma, actor.id);
  if (account?.origin !== 'local') {
    throw new ApiError('request.conflict', `The password of ${actor.name} is not kept here: change it where it is.`);
  }
  await passwordLogin({ username: actor.name, password: change.current, correlationId });
  const passwordHash = await hashChosen(change.password, actor.name, 'body.password');
  await prisma.$transaction(async (queries) => {
    await updateAccount(queries, actor.id, { passwordHash, by: actor.name });
    const ended = await deleteSessionsOf(queries, actor.id, actor.credential.id);
    await audit(
      queries,
      { actor, correlationId },
      {
        action: 'user.password',
        subject: `user/${actor.name}`,
        detail: { sessionsEnded: ended },
      },
    );
  });
}
