import type { Queries } from '../database.ts';

/**
 * Counts a wrong password. A name that nobody has costs the same.
 * @param delayOf milliseconds that no password is taken after so many failures
 * @returns failures in a row; 0: there is no such user
 */
export async function addLoginFailure(
  queries: Queries,
  name: string,
  delayOf: (failures: number) => number,
): Promise<number> {
  const [row] = await queries.$queryRaw<{ failed_logins: number }[]>`
    update user_account set failed_logins = failed_logins + 1 where name = ${name} returning failed_logins`;
  const failures = row?.failed_logins ?? 0;
  const until = new Date(Date.now() + delayOf(failures));
  await queries.$executeRaw`
    update user_account set locked_until = ${until}
    where name = ${name} and (locked_until is null or locked_until < ${until})`;
  return failures;
}

export async function forgetLoginFailures(queries: Queries, id: string): Promise<void> {
  await queries.user.updateMany({ where: { id }, data: { failedLogins: 0, lockedUntil: null } });
}

export async function rememberLogin(queries: Queries, id: string): Promise<void> {
  await queries.user.updateMany({
    where: { id },
    data: { failedLogins: 0, lockedUntil: null, lastLoginAt: new Date() },
  });
}
