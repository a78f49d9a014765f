import { randomHex } from './randomHex.ts';

/** A W3C `traceparent` of a call that is the first of its trace: version 00, new ids, sampled. */
export function newTraceparent(): string {
  return `00-${randomHex(16)}-${randomHex(8)}-01`;
}
