import { createHash, randomBytes } from 'node:crypto';

/** 256 random bits under a prefix that scanners of leaked secrets can be told of. */
export function newToken(prefix: string): string {
  return `${prefix}${randomBytes(32).toString('base64url')}`;
}

/** What is kept of a token: it cannot be guessed, so that a plain hash holds as well as a slow one. */
export function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}
