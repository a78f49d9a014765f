import { randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { DroverError } from '../../contract/errors.ts';
import type { Database } from '../../prisma/database.ts';
import { countUsers, createUser } from '../../prisma/queries/users.ts';
import { hashPassword } from './passwords.ts';

/**
 * Makes the first administrator where there is no user yet. The password is what the file holds; a missing file is
 * made with a generated one, mode 0600.
 * @throws DroverError config.invalid
 */
export async function ensureFirstUser(
  database: Database,
  { name, passwordFile }: { name: string; passwordFile: string | undefined },
): Promise<void> {
  if ((await countUsers(database.prisma)) > 0) return;
  if (passwordFile === undefined) {
    throw new DroverError(
      'config.invalid',
      'There is no user yet: set DROVER_ADMIN_PASSWORD_FILE to a file with the first password, or to one to be made.',
    );
  }
  const passwordHash = await hashPassword(readOrMake(passwordFile));
  await createUser(database.prisma, { name, passwordHash, role: 'admin' });
}

function readOrMake(file: string): string {
  try {
    writeFileSync(file, `${randomBytes(15).toString('base64url')}\n`, { mode: 0o600, flag: 'wx' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  const password = readFileSync(file, 'utf8').trim();
  if (password !== '') return password;
  throw new DroverError('config.invalid', `DROVER_ADMIN_PASSWORD_FILE names ${file}, which is empty.`);
}
