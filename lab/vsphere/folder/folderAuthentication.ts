import type { IncomingMessage } from 'node:http';
import type { User } from '../session/privileges.ts';
import { findUser } from '../session/sessionOperations.ts';
import { sessionCookie } from '../session/sessionStore.ts';
import type { World } from '../world.ts';

/** Who asks: by session cookie or by Basic authentication; undefined for nobody. */
export function authenticate(
  world: World,
  request: IncomingMessage,
  occasion: Record<string, string>,
): User | undefined {
  const session = world.sessions.find(sessionCookie(request.headers.cookie));
  if (session !== undefined) {
    if (world.faults.strike('session-expiry', { ...occasion, user: session.user.username }) === undefined) {
      return session.user;
    }
    world.sessions.end(session);
    return undefined;
  }
  const basic = /^Basic (\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
  if (basic === undefined) return undefined;
  const [username = '', ...rest] = Buffer.from(basic, 'base64').toString('utf8').split(':');
  return findUser(world, username, rest.join(':'));
}
