import type { Account, AccountChange, AccountInput } from '../../contract/account.ts';
import type { Database, Queries } from '../../prisma/database.ts';
import { forgetLoginFailures } from '../../prisma/queries/loginFailures.ts';
import { deleteSessionsOf } from '../../prisma/queries/sessions.ts';
import {
  countAdministrators,
  createUser,
  findAccount,
  isNameTaken,
  lockAccess,
  updateAccount,
} from '../../prisma/queries/users.ts';
import { ApiError } from '../http/apiError.ts';
import { type Author, audit, type Editor } from '../http/author.ts';
import { hashChosen } from '../session/passwords.ts';

/** @throws ApiError request.not-found */
export async function requireAccount(queries: Queries, id: string): Promise<Account> {
  const account = await findAccount(queries, id);
  if (account !== null) return account;
  throw new ApiError('request.not-found', `There is no user ${id}.`);
}

/** @throws ApiError request.not-found | request.conflict */
export async function requireService(queries: Queries, id: string): Promise<Account> {
  const account = await requireAccount(queries, id);
  if (account.kind === 'service') return account;
  throw new ApiError('request.conflict', `${account.name} is a person, who makes tokens of their own.`);
}

/** @throws ApiError request.invalid | request.conflict */
export async function addAccount({ prisma }: Database, input: AccountInput, author: Author): Promise<Account> {
  const { name, role, kind } = input;
  const passwordHash = input.kind === 'user' ? await hashChosen(input.password, name, 'body.password') : null;
  return prisma.$transaction(async (queries) => {
    await lockAccess(queries);
    const taken = await isNameTaken(queries, name);
    const by = author.actor.name;
    const made = taken ? null : await createUser(queries, { name, role, kind, passwordHash, updatedBy: by });
    if (made === null) throw new ApiError('request.conflict', `There is a user named ${name} already.`);
    await audit(queries, author, { action: 'user.create', subject: `user/${name}`, detail: { kind, role } });
    return made;
  });
}

/**
 * A new password and being disabled end every login of the user. The last active administrator stays one.
 * @throws ApiError request.not-found | request.conflict | request.invalid | version.changed
 */
export async function changeAccount(
  { prisma }: Database,
  id: string,
  { change, author }: { change: AccountChange; author: Editor },
): Promise<Account> {
  const { role, disabled, password } = change;
  const { name, kind, origin } = await requireAccount(prisma, id);
  if (password !== undefined && (kind === 'service' || origin !== 'local')) {
    throw new ApiError('request.conflict', `${name} has no password here.`);
  }
  const passwordHash = password === undefined ? undefined : await hashChosen(password, name, 'body.password');
  return prisma.$transaction(async (queries) => {
    await lockAccess(queries);
    const before = await requireAccount(queries, id);
    author.versions.demand(before.revision);
    if (isAdministrator(before) && !isAdministrator({ ...before, ...change })) await demandAnother(queries, before);
    const after = await updateAccount(queries, id, { role, disabled, passwordHash, by: author.actor.name });
    if (passwordHash !== undefined) await forgetLoginFailures(queries, id);
    const ends = passwordHash !== undefined || disabled === true;
    const sessionsEnded = ends ? await deleteSessionsOf(queries, id) : 0;
    await audit(queries, author, {
      action: 'user.update',
      subject: `user/${name}`,
      before: told(before),
      after: told(after),
      detail: { passwordReset: passwordHash !== undefined, sessionsEnded },
    });
    return after;
  });
}

/** @throws ApiError request.not-found */
export function unlockAccount({ prisma }: Database, id: string, author: Author): Promise<Account> {
  return prisma.$transaction(async (queries) => {
    const { name, failedLogins } = await requireAccount(queries, id);
    await forgetLoginFailures(queries, id);
    await audit(queries, author, { action: 'user.unlock', subject: `user/${name}`, detail: { failedLogins } });
    return requireAccount(queries, id);
  });
}

function isAdministrator({ role, disabled, kind }: Pick<Account, 'role' | 'disabled' | 'kind'>): boolean {
  return role === 'admin' && kind === 'user' && !disabled;
}

async function demandAnother(queries: Queries, { id, name }: Account): Promise<void> {
  if ((await countAdministrators(queries, id)) > 0) return;
  throw new ApiError('request.conflict', `${name} is the last active administrator: make another one first.`);
}

function told({ role, disabled }: Account) {
  return { role, disabled };
}
