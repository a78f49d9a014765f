import { hash, verify } from '@node-rs/argon2';

/** argon2id with the first set of RFC 9106's recommendations for little memory: 64 MiB, three passes. */
const cost = { memoryCost: 65_536, timeCost: 3, parallelism: 1 };

export function hashPassword(password: string): Promise<string> {
  return hash(password, cost);
}

/** Takes as long for a user that does not exist, so that names cannot be told from the time. */
export async function checkPassword(stored: string | undefined, password: string): Promise<boolean> {
  if (stored !== undefined) return verify(stored, password);
  await hash(password, cost);
  return false;
}
