import type { Database } from '../../prisma/database.ts';
import { deleteSession } from '../../prisma/queries/sessions.ts';
import { type Actor, endsLoginsOf } from '../http/actor.ts';
import { ApiError } from '../http/apiError.ts';
import { audit } from '../http/author.ts';

/** Others' sessions are there only for those who look after access. @throws ApiError request.not-found | auth.forbidden */
export async function endSession(
  { prisma }: Database,
  id: string,
  author: { actor: Actor; correlationId: string },
): Promise<void> {
  const userId = endsLoginsOf(author.actor);
  await prisma.$transaction(async (queries) => {
    const ended = await deleteSession(queries, { id, userId });
    if (ended === null) throw new ApiError('request.not-found', `There is no session ${id}.`);
    const subject = `user/${ended.name}`;
    await audit(queries, author, { action: 'session.revoke', subject, detail: { session: id } });
  });
}
