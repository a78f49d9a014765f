import { hash, verify } from '@node-rs/argon2';
import { passwordFault } from '../../domain/passwordPolicy.ts';
import { ApiError } from '../http/apiError.ts';

/** argon2id with the first set of RFC 9106's recommendations for little memory: 64 MiB, three passes. */
const cost = { memoryCost: 65_536, timeCost: 3, parallelism: 1 };

/** However a keyboard composes characters, the password is the same (NIST SP 800-63B-4, 3.1.1.2). */
const composed = (password: string) => password.normalize('NFKC');

export function hashPassword(password: string): Promise<string> {
  return hash(composed(password), cost);
}

/** Takes as long for a user that does not exist or has no password, so that names cannot be told from the time. */
export async function checkPassword(stored: string | null, password: string): Promise<boolean> {
  if (stored !== null) return verify(stored, composed(password));
  await hash(composed(password), cost);
  return false;
}

/**
 * Hashes a password that somebody chose.
 * @param path of its field
 * @throws ApiError request.invalid when the policy dislikes it
 */
export function hashChosen(password: string, userName: string, path: string): Promise<string> {
  const fault = passwordFault(password, userName);
  if (fault === null) return hashPassword(password);
  throw new ApiError('request.invalid', `${path}: ${fault}.`, { issues: [{ path, message: fault }] });
}
