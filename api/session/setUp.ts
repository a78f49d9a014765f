import type { z } from 'zod';
import type { setupSchema } from '../../contract/session.ts';
import type { Database } from '../../prisma/database.ts';
import { addSetupToken, spendSetupToken } from '../../prisma/queries/setupTokens.ts';
import { createUser, hasUsers, lockAccess } from '../../prisma/queries/users.ts';
import { ApiError } from '../http/apiError.ts';
import { audit } from '../http/author.ts';
import type { LoginPlace } from './openSession.ts';
import { hashChosen } from './passwords.ts';
import { presentUser } from './presentUser.ts';
import { hashToken, newToken } from './secretTokens.ts';

/** How long a set-up token can be redeemed; the next start makes another. */
export const setupTokenHours = 24;

export async function makeSetupToken({ prisma }: Database): Promise<string> {
  const token = newToken('drover_setup_');
  const expiresAt = new Date(Date.now() + setupTokenHours * 3_600_000);
  await addSetupToken(prisma, { tokenHash: hashToken(token), expiresAt });
  return token;
}

/**
 * Makes the first administrator. Of several that come at once one succeeds.
 * @throws ApiError auth.setup | request.invalid
 */
export async function redeemSetupToken(
  { prisma }: Database,
  { token, username, password }: z.output<typeof setupSchema>,
  { clientAddress, correlationId }: LoginPlace,
) {
  const passwordHash = await hashChosen(password, username, 'body.password');
  const author = { actor: { name: username }, correlationId };
  const told = { subject: `user/${username}`, detail: { address: clientAddress } };
  const made = await prisma.$transaction(async (queries) => {
    await lockAccess(queries);
    if (await hasUsers(queries)) return null;
    if (!(await spendSetupToken(queries, hashToken(token)))) return null;
    const user = await createUser(queries, { name: username, passwordHash, role: 'admin' });
    await audit(queries, author, { action: 'user.setup', ...told });
    return user;
  });
  if (made !== null) return presentUser({ ...made, grants: [] });
  await audit(prisma, author, { action: 'user.setup', outcome: 'refused', code: 'auth.setup', ...told });
  throw new ApiError('auth.setup', 'The set-up token is unknown, was used, or has expired.');
}
