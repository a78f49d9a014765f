import type { IncomingHttpHeaders } from 'node:http';
import { can, permissionsOf } from '../../contract/can.ts';
import type { Permission } from '../../contract/permission.ts';
import type { User } from '../../contract/session.ts';
import type { Credential, Identifier, Identity } from '../session/identify.ts';
import { ApiError } from './apiError.ts';

/** Who asks, and what they may do. */
export interface Actor extends User {
  credential: Credential;
  /** Of the credential; null: nothing narrows what the roles allow. */
  scopes: readonly Permission[] | null;
}

/** A token's scopes narrow what the roles of its owner allow; everybody may know who they are. */
export function actorOf({ userId, ...identity }: Identity): Actor {
  const held = { ...identity, scopes: identity.credential.scopes };
  return { id: userId, ...held, permissions: permissionsOf(held) };
}

/** @throws ApiError auth.required | auth.csrf */
export async function requireActor(
  identifier: Identifier,
  request: { changes: boolean; headers: IncomingHttpHeaders },
): Promise<Actor> {
  const identity = await identifier.identify(request);
  if (identity !== null) return actorOf(identity);
  const shown = request.headers.authorization !== undefined;
  throw new ApiError('auth.required', shown ? 'The session has ended.' : 'No token was sent.');
}

/** To any object at all; `demandObjects` asks of single ones. @throws ApiError auth.forbidden */
export function demandPermission(actor: Actor, permission: Permission): void {
  if (can(actor, permission)) return;
  throw new ApiError('auth.forbidden', `${actor.name} lacks the permission ${permission}.`);
}

/**
 * Whose sessions or tokens an actor may end: of everybody (undefined), or the own ones.
 * @throws ApiError auth.forbidden
 */
export function endsLoginsOf(actor: Actor): string | undefined {
  if (actor.permissions.includes('users:write')) return undefined;
  demandLogin(actor);
  return actor.id;
}

/**
 * Who logs in, and with what, is changed by people and not by what they have left with a program.
 * @throws ApiError auth.forbidden
 */
export function demandLogin({ name, credential }: Actor): void {
  if (credential.kind !== 'token') return;
  throw new ApiError('auth.forbidden', `${name} has to log in for that: an API token may not do it.`);
}
