import { randomBytes } from 'node:crypto';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { DroverError } from '../../contract/errors.ts';
import { passwordFault } from '../../domain/passwordPolicy.ts';
import type { Database } from '../../prisma/database.ts';
import { createUser, hasUsers } from '../../prisma/queries/users.ts';
import { hashPassword } from './passwords.ts';
import { makeSetupToken, setupTokenHours } from './setUp.ts';

export interface FirstUser {
  name: string;
  /** Has the first password, for installs that nobody attends; made with a generated one where it is missing. */
  passwordFile: string | undefined;
  /** Where the set-up token is left for a program to redeem it; undefined: people are told. */
  setupTokenFile: string | undefined;
  /** Of the console. */
  url: string | undefined;
  tell(text: string): void;
}

/**
 * Where there is no user yet: makes the administrator whose password the file holds, else a set-up token that lets the
 * first person choose one.
 * @throws DroverError config.invalid
 */
export async function ensureFirstUser(database: Database, first: FirstUser): Promise<void> {
  if (await hasUsers(database.prisma)) return;
  if (first.passwordFile !== undefined) {
    const passwordHash = await hashPassword(readOrMake(first.passwordFile, first.name));
    await createUser(database.prisma, { name: first.name, passwordHash, role: 'admin' });
    return;
  }
  const token = await makeSetupToken(database);
  if (first.setupTokenFile !== undefined) leave(first.setupTokenFile, token);
  else first.tell(invitation(token, first.url));
}

function invitation(token: string, url: string | undefined): string {
  const where = url === undefined ? 'on the page /setup' : `at ${url}/setup`;
  return [
    `There is no user yet. Make the first administrator ${where} with this token.`,
    `It works once, within ${setupTokenHours} hours; a restart makes another.`,
    '',
    `    ${token}`,
    '',
    '',
  ].join('\n');
}

/** Whole or not at all, and for its owner alone. */
function leave(file: string, token: string): void {
  const unfinished = `${file}.${process.pid}`;
  writeFileSync(unfinished, `${token}\n`, { mode: 0o600 });
  renameSync(unfinished, file);
}

function readOrMake(file: string, name: string): string {
  try {
    writeFileSync(file, `${randomBytes(15).toString('base64url')}\n`, { mode: 0o600, flag: 'wx' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  const password = readFileSync(file, 'utf8').trim();
  const fault = passwordFault(password, name);
  if (fault === null) return password;
  throw new DroverError('config.invalid', `DROVER_ADMIN_PASSWORD_FILE names ${file}: the password ${fault}.`);
}
