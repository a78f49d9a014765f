import { randomHex } from './randomHex.ts';

/** A key for one wish, however often it is sent: 128 random bits. */
export function newIdempotencyKey(): string {
  return randomHex(16);
}
