import { loginDelay } from '../../domain/loginDelay.ts';
import type { Database } from '../../prisma/database.ts';
import { addLoginFailure, rememberLogin } from '../../prisma/queries/loginFailures.ts';
import { findUser, type UserRow } from '../../prisma/queries/users.ts';
import { identifyActor } from '../audit/requestTrail.ts';
import { ApiError } from '../http/apiError.ts';
import { audit } from '../http/author.ts';
import { checkPassword } from './passwords.ts';

export interface PasswordAttempt {
  username: string;
  password: string;
  correlationId: string;
}

/** @throws ApiError auth.invalid */
export type PasswordLogin = (attempt: PasswordAttempt) => Promise<UserRow>;

/**
 * Takes the right password of a user who may log in, and counts wrong ones. Whether there is such a user, is disabled or
 * has to wait cannot be told from the answer, nor from its time.
 */
export function createPasswordLogin({ prisma }: Database): PasswordLogin {
  // Attempts on one name wait for one another: many at once would all be made before the first is counted.
  const waiting = new Map<string, Promise<unknown>>();
  return (attempt) => {
    const before = waiting.get(attempt.username) ?? Promise.resolve();
    const mine = before.then(() => attemptLogin(attempt));
    const over = mine
      .catch(() => undefined)
      .then(() => {
        if (waiting.get(attempt.username) === over) waiting.delete(attempt.username);
      });
    waiting.set(attempt.username, over);
    return mine;
  };

  async function attemptLogin({ username, password, correlationId }: PasswordAttempt) {
    const user = await findUser(prisma, username);
    const waits = user?.lockedUntil != null && user.lockedUntil > new Date();
    const usable = user !== null && !waits && user.disabledAt === null;
    const right = await checkPassword(usable ? user.passwordHash : null, password);
    if (right && usable) {
      await rememberLogin(prisma, user.id);
      identifyActor(user, 'password');
      return user;
    }
    // While somebody waits nothing is counted, or others could keep them out for good; it takes the same time.
    const failures = await addLoginFailure(prisma, waits ? '' : username, loginDelay);
    const author = { actor: { name: username }, correlationId };
    await audit(prisma, author, {
      ...{ action: 'session.create', outcome: 'refused', code: 'auth.invalid' },
      subject: `user/${username}`,
      detail: { failures, waitSeconds: loginDelay(failures) / 1000, locked: waits },
    });
    throw new ApiError(
      'auth.invalid',
      'There is no such user, the password is another, or the user has to wait after wrong ones.',
    );
  }
}
