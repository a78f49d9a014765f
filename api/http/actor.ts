import type { IncomingHttpHeaders } from 'node:http';
import { type Permission, permissionsOf } from '../../contract/permission.ts';
import type { User } from '../../contract/session.ts';
import type { Credential, Identifier, Identity } from '../session/identify.ts';
import { ApiError } from './apiError.ts';

/** Who asks, and what they may do. */
export interface Actor extends User {
  credential: Credential;
}

/** A token's scopes narrow what the role of its owner allows; everybody may know who they are. */
export function actorOf({ userId, name, kind, role, credential }: Identity): Actor {
  const { scopes } = credential;
  const granted = permissionsOf[role];
  const permissions = scopes === null ? granted : granted.filter((one) => one === 'self' || scopes.includes(one));
  return { id: userId, name, kind, role, permissions, credential };
}

/** @throws ApiError auth.required | auth.csrf */
export async function requireActor(
  identifier: Identifier,
  request: { method?: string; headers: IncomingHttpHeaders },
): Promise<Actor> {
  const identity = await identifier.identify(request);
  if (identity !== null) return actorOf(identity);
  const shown = request.headers.authorization !== undefined;
  throw new ApiError('auth.required', shown ? 'The session has ended.' : 'No token was sent.');
}

/** @throws ApiError auth.forbidden */
export function demandPermission(actor: Actor, permission: Permission): void {
  if (actor.permissions.includes(permission)) return;
  throw new ApiError('auth.forbidden', `${actor.name} lacks the permission ${permission}.`);
}

/**
 * Who logs in, and with what, is changed by people and not by what they have left with a program.
 * @throws ApiError auth.forbidden
 */
export function demandLogin({ name, credential }: Actor): void {
  if (credential.kind !== 'token') return;
  throw new ApiError('auth.forbidden', `${name} has to log in for that: an API token may not do it.`);
}
