import { createHash } from 'node:crypto';
import { type Permission, permissionsOf, roleSchema } from '../../contract/permission.ts';
import type { User } from '../../contract/session.ts';
import type { Database } from '../../prisma/database.ts';
import { findSession } from '../../prisma/queries/sessions.ts';
import { ApiError } from './apiError.ts';

/** Who asks. */
export interface Actor extends User {
  tokenHash: string;
  sessionExpiresAt: Date;
}

export function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

/** Null when the token is unknown or its session has ended. */
export async function findActor(database: Database, token: string): Promise<Actor | null> {
  const tokenHash = hashToken(token);
  const session = await findSession(database.prisma, tokenHash);
  if (session === null) return null;
  const role = roleSchema.parse(session.user.role);
  const { id, name } = session.user;
  return { id, name, role, permissions: permissionsOf[role], tokenHash, sessionExpiresAt: session.expiresAt };
}

/** @throws ApiError auth.required */
export async function requireActor(database: Database, authorization: string | undefined): Promise<Actor> {
  const token = /^Bearer (\S+)$/i.exec(authorization ?? '')?.[1];
  const actor = token === undefined ? null : await findActor(database, token);
  if (actor !== null) return actor;
  throw new ApiError('auth.required', token === undefined ? 'No token was sent.' : 'The session has ended.');
}

/** @throws ApiError auth.forbidden */
export function demandPermission(actor: Actor, permission: Permission): void {
  if (actor.permissions.includes(permission)) return;
  throw new ApiError('auth.forbidden', `${actor.name} lacks the permission ${permission}.`);
}
