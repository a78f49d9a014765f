import type { z } from 'zod';
import { type ApiTokenInput, apiTokenPrefix, type newApiTokenSchema } from '../../contract/apiToken.ts';
import { can, type Holder } from '../../contract/can.ts';
import type { Database } from '../../prisma/database.ts';
import { createApiToken, deleteApiToken } from '../../prisma/queries/apiTokens.ts';
import { readSettings } from '../../prisma/queries/settings.ts';
import { type Actor, endsLoginsOf } from '../http/actor.ts';
import { ApiError } from '../http/apiError.ts';
import { type Author, audit } from '../http/author.ts';
import { hashToken, newToken } from '../session/secretTokens.ts';

const dayMs = 86_400_000;

/** @throws ApiError request.invalid | request.conflict */
export function addApiToken(
  { prisma }: Database,
  owner: Holder & { id: string },
  { input, author }: { input: ApiTokenInput; author: Author },
): Promise<z.input<typeof newApiTokenSchema>> {
  const beyond = input.scopes.filter((scope) => !can(owner, scope));
  if (beyond.length > 0) throw refused('body.scopes', `${beyond.join(', ')} is more than ${owner.name} may do`);
  const token = newToken(apiTokenPrefix);
  return prisma.$transaction(async (queries) => {
    const { apiTokenDays } = await readSettings(queries);
    const ahead = Date.parse(input.expiresAt) - Date.now();
    if (ahead <= 0 || ahead > apiTokenDays * dayMs) {
      throw refused('body.expiresAt', `must lie ahead, by at most ${apiTokenDays} days (the setting apiTokenDays)`);
    }
    const kept = { ...input, scopes: [...new Set(input.scopes)], tokenHash: hashToken(token) };
    const made = await createApiToken(queries, { ...kept, userId: owner.id, createdBy: author.actor.name });
    if (made === null) {
      throw new ApiError('request.conflict', `${owner.name} has a token named ${input.name} already: revoke it first.`);
    }
    const { id, name, scopes, expiresAt } = made;
    await audit(queries, author, {
      ...{ action: 'token.create', subject: `user/${owner.name}` },
      detail: { token: id, name, scopes, expiresAt },
    });
    return { ...made, token };
  });
}

/** @throws ApiError request.not-found | auth.forbidden */
export async function removeApiToken(
  { prisma }: Database,
  id: string,
  author: { actor: Actor; correlationId: string },
): Promise<void> {
  const userId = endsLoginsOf(author.actor);
  await prisma.$transaction(async (queries) => {
    const gone = await deleteApiToken(queries, { id, userId });
    if (gone === null) throw new ApiError('request.not-found', `There is no API token ${id}.`);
    const detail = { token: id, name: gone.name };
    await audit(queries, author, { action: 'token.revoke', subject: `user/${gone.userName}`, detail });
  });
}

function refused(path: string, message: string): ApiError {
  return new ApiError('request.invalid', `${path}: ${message}.`, { issues: [{ path, message }] });
}
