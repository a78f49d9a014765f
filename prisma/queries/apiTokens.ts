import { randomUUID } from 'node:crypto';
import type { ApiToken, ApiTokenInput } from '../../contract/apiToken.ts';
import { type Permission, permissionSchema } from '../../contract/permission.ts';
import type { Queries } from '../database.ts';
import type { ApiToken as Row } from '../generated/client.ts';
import { type KnownUser, knownUser } from './knownUser.ts';

export interface ApiTokenRow {
  id: string;
  scopes: Permission[];
  expiresAt: Date;
  lastUsedAt: Date | null;
  user: KnownUser;
}

/** Null when there is none, it has expired, or its owner is disabled. */
export async function findApiToken(
  queries: Queries,
  which: { tokenHash: string } | { id: string },
): Promise<ApiTokenRow | null> {
  const row = await queries.apiToken.findFirst({
    where: { ...which, expiresAt: { gt: new Date() }, user: { disabledAt: null } },
    include: { user: { select: knownUser } },
  });
  return row && { ...row, scopes: scopesOf(row.scopes) };
}

export async function touchApiToken(queries: Queries, id: string): Promise<void> {
  await queries.apiToken.updateMany({ where: { id }, data: { lastUsedAt: new Date() } });
}

/** By name; also those that have expired. */
export async function listApiTokens(queries: Queries, userId: string): Promise<ApiToken[]> {
  const rows = await queries.apiToken.findMany({ where: { userId }, orderBy: { name: 'asc' }, take: 500 });
  return rows.map(apiTokenOf);
}

/** Null where the user has a token of that name. */
export async function createApiToken(
  queries: Queries,
  token: ApiTokenInput & { tokenHash: string; userId: string; createdBy: string },
): Promise<ApiToken | null> {
  const data = [{ ...token, id: randomUUID(), expiresAt: new Date(token.expiresAt) }];
  const [row] = await queries.apiToken.createManyAndReturn({ data, skipDuplicates: true });
  return row === undefined ? null : apiTokenOf(row);
}

/** @returns what was deleted; null: there is none of that id (and, where one is named, of that user) */
export async function deleteApiToken(
  queries: Queries,
  { id, userId }: { id: string; userId?: string },
): Promise<{ name: string; userId: string; userName: string } | null> {
  const row = await queries.apiToken.findFirst({
    where: { id, userId },
    select: { name: true, userId: true, user: { select: { name: true } } },
  });
  if (row === null) return null;
  await queries.apiToken.deleteMany({ where: { id } });
  return { name: row.name, userId: row.userId, userName: row.user.name };
}

/** Revokes what a user has made for programs. */
export async function deleteApiTokensOf(queries: Queries, userId: string): Promise<number> {
  return (await queries.apiToken.deleteMany({ where: { userId } })).count;
}

function apiTokenOf(row: Row): ApiToken {
  return {
    id: row.id,
    name: row.name,
    scopes: scopesOf(row.scopes),
    createdAt: row.createdAt.toISOString(),
    createdBy: row.createdBy,
    expiresAt: row.expiresAt.toISOString(),
    lastUsedAt: row.lastUsedAt?.toISOString() ?? null,
  };
}

/** A permission that this release no longer has is none. */
function scopesOf(stored: unknown): Permission[] {
  const known: readonly unknown[] = permissionSchema.options;
  return (Array.isArray(stored) ? stored : []).filter((scope) => known.includes(scope));
}
