import { csrfTokenOf } from './crossSite.ts';
import type { OpenedSession } from './openSession.ts';
import { presentUser } from './presentUser.ts';

/** What a program is told of its login. */
export function bearerAnswer({ token, expiresAt, user }: OpenedSession) {
  return { token, expiresAt: expiresAt.toISOString(), user: presentUser(user) };
}

/** What the console is told of it, whose token is in the cookie alone. */
export function consoleAnswer({ token, expiresAt, user }: OpenedSession) {
  return { csrfToken: csrfTokenOf(token), expiresAt: expiresAt.toISOString(), user: presentUser(user) };
}
