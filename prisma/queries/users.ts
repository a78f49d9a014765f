import { randomUUID } from 'node:crypto';
import type { Account, AccountInput } from '../../contract/account.ts';
import { roleSchema } from '../../contract/permission.ts';
import { accountKindSchema } from '../../contract/session.ts';
import type { Queries } from '../database.ts';
import type { User } from '../generated/client.ts';
import { containing, spelling } from './anyCase.ts';
import { grantsOf, grantsOfUser, type KnownUser, knownUser } from './knownUser.ts';

/** What a login needs to know of a user. */
export type UserRow = KnownUser & Pick<User, 'passwordHash' | 'disabledAt' | 'lockedUntil'>;

/** Columns of it. */
export const loginColumns = { ...knownUser, passwordHash: true, disabledAt: true, lockedUntil: true } as const;

export function findUser(queries: Queries, name: string): Promise<UserRow | null> {
  const select = loginColumns;
  return queries.user.findUnique({ where: { name }, select });
}

export async function hasUsers(queries: Queries): Promise<boolean> {
  return (await queries.user.findFirst({ select: { id: true } })) !== null;
}

interface NewUser {
  name: string;
  passwordHash: string | null;
  role: string | null;
  kind?: AccountInput['kind'];
  updatedBy?: string;
}

/** Makes a user, or does nothing where the name is taken: several processes may start at once. Null: it is taken. */
export async function createUser(queries: Queries, user: NewUser): Promise<Account | null> {
  const passwordChangedAt = user.passwordHash === null ? null : new Date();
  const data = [{ ...user, id: randomUUID(), passwordChangedAt }];
  const [row] = await queries.user.createManyAndReturn({ data, skipDuplicates: true });
  return row === undefined ? null : accountOf({ ...row, grants: [] });
}

/** Names that differ in case alone would be taken for one another. @param except id of whom not to look at */
export async function isNameTaken(queries: Queries, name: string, except?: string): Promise<boolean> {
  const where = { name: spelling(name), id: { not: except } };
  const like = await queries.user.findFirst({ where, select: { id: true } });
  return like !== null;
}

/** By name. */
export async function listAccounts(
  queries: Queries,
  {
    search,
    kind,
    after,
    limit,
  }: { search?: string; kind?: AccountInput['kind']; after?: { name: string }; limit: number },
): Promise<Account[]> {
  const rows = await queries.user.findMany({
    where: {
      kind,
      AND: [
        search === undefined ? {} : { name: containing(search) },
        after === undefined ? {} : { name: { gt: after.name } },
      ],
    },
    include: { grants: grantsOfUser },
    orderBy: { name: 'asc' },
    take: limit,
  });
  return rows.map(accountOf);
}

export async function findAccount(queries: Queries, id: string): Promise<Account | null> {
  const row = await queries.user.findUnique({ where: { id }, include: { grants: grantsOfUser } });
  return row && accountOf(row);
}

/** Changes of access are made one after the other: the last administrator can be told from the others then. */
export async function lockAccess(queries: Queries): Promise<void> {
  await queries.$executeRaw`select pg_advisory_xact_lock(hashtext('access'))`;
}

/** @param except whom not to count */
export function countAdministrators(queries: Queries, except: string): Promise<number> {
  return queries.user.count({
    where: { role: 'admin', kind: 'user', disabledAt: null, id: { not: except } },
  });
}

export async function updateAccount(
  queries: Queries,
  id: string,
  { role, disabled, passwordHash, by }: { role?: string | null; disabled?: boolean; passwordHash?: string; by: string },
): Promise<Account> {
  const now = new Date();
  const row = await queries.user.update({
    where: { id },
    data: {
      role,
      ...(disabled === undefined ? {} : { disabledAt: disabled ? now : null }),
      ...(passwordHash === undefined ? {} : { passwordHash, passwordChangedAt: now }),
      updatedBy: by,
      revision: { increment: 1 },
    },
    include: { grants: grantsOfUser },
  });
  return accountOf(row);
}

export function accountOf(row: User & Pick<KnownUser, 'grants'>): Account {
  const iso = (date: Date | null) => date?.toISOString() ?? null;
  return {
    id: row.id,
    name: row.name,
    kind: accountKindSchema.parse(row.kind),
    origin: row.origin,
    role: roleSchema.nullable().parse(row.role),
    grants: grantsOf(row.grants),
    disabled: row.disabledAt !== null,
    lockedUntil: row.lockedUntil !== null && row.lockedUntil > new Date() ? iso(row.lockedUntil) : null,
    failedLogins: row.failedLogins,
    lastLoginAt: iso(row.lastLoginAt),
    passwordChangedAt: iso(row.passwordChangedAt),
    createdAt: row.createdAt.toISOString(),
    updatedBy: row.updatedBy,
    revision: row.revision,
  };
}
