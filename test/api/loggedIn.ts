import { hashToken, newToken } from '../../api/session/secretTokens.ts';
import type { OpenSession } from '../../contract/account.ts';
import type { Role } from '../../contract/permission.ts';
import type { Database } from '../../prisma/database.ts';
import { createSession } from '../../prisma/queries/sessions.ts';
import { createUser, findUser } from '../../prisma/queries/users.ts';

export interface Person {
  name: string;
  /** Of the instance. */
  role: Role | null;
  /** Roles in projects, by their ids. */
  grants?: Record<string, Role>;
}

/** Adds somebody who is logged in already: a hash of a password would cost more than the test. @returns the session's token */
export async function loggedIn(
  { prisma }: Database,
  { name, role, grants = {} }: Person,
  kind: Exclude<OpenSession['kind'], 'refresh'>,
): Promise<string> {
  await createUser(prisma, { name, passwordHash: '', role });
  const userId = (await findUser(prisma, name))?.id ?? '';
  for (const [projectId, granted] of Object.entries(grants)) {
    await prisma.projectGrant.create({ data: { projectId, userId, role: granted, grantedBy: 'test' } });
  }
  const token = newToken('drover_');
  const expiresAt = new Date(Date.now() + 3_600_000);
  await createSession(prisma, {
    ...{ kind, tokenHash: hashToken(token), userId, expiresAt, address: '127.0.0.1', userAgent: null },
    idleExpiresAt: kind === 'cookie' ? expiresAt : null,
  });
  return token;
}
