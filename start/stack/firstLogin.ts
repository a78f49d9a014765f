import { existsSync, rmSync } from 'node:fs';
import { ApiProblem } from '../../client/apiProblem.ts';
import { createClient } from '../../client/client.ts';
import { ensurePassword, type InstanceSecrets, readSecret } from './instanceSecrets.ts';

/** The login that `npm start` prints. */
export const firstUser = 'admin';

/**
 * Redeems the set-up token that the API left at its first start, so that the login is there before it is printed. May be
 * cut off at any point: the password is kept before the token is spent, and the token until it was.
 */
export async function makeFirstLogin(url: string, secrets: InstanceSecrets): Promise<void> {
  if (!existsSync(secrets.setupTokenFile)) return;
  const password = readSecret(ensurePassword(secrets.adminPasswordFile));
  const body = { token: readSecret(secrets.setupTokenFile), username: firstUser, password };
  try {
    await createClient({ baseUrl: url }).setUp({ body });
  } catch (error) {
    // Spent by an earlier start that was cut off before it could throw the token away.
    if (!(error instanceof ApiProblem && error.problem.code === 'auth.setup')) throw error;
  }
  rmSync(secrets.setupTokenFile);
}
