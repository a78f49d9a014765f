import { randomUUID } from 'node:crypto';
import type { Queries } from '../database.ts';
import { isNameTaken, loginColumns, type UserRow } from './users.ts';

/** Whom a realm vouches for: the name of the realm, and who it says it is. */
export interface Origin {
  realm: string;
  subject: string;
}

/** Null: has never logged in. */
export function findExternalUser(queries: Queries, { realm, subject }: Origin): Promise<UserRow | null> {
  const where = { origin_externalSubject: { origin: realm, externalSubject: subject } };
  return queries.user.findUnique({ where, select: loginColumns });
}

/**
 * Makes the user, or gives the known one name and role of the instance of today. Call it with `lockAccess`: two first
 * logins would both make it. Null where another user has the name, in whatever case.
 */
export async function keepExternalUser(
  queries: Queries,
  { realm, subject, known, ...today }: Origin & { known: UserRow | null; name: string; role: string | null },
): Promise<UserRow | null> {
  if (await isNameTaken(queries, today.name, known?.id)) return null;
  const data = { ...today, lastLoginAt: new Date(), failedLogins: 0, lockedUntil: null };
  const select = loginColumns;
  if (known !== null) return queries.user.update({ where: { id: known.id }, data, select });
  const first = { ...data, id: randomUUID(), origin: realm, externalSubject: subject };
  return queries.user.create({ data: first, select });
}
