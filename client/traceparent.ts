/** A W3C `traceparent` of a call that is the first of its trace: version 00, new ids, sampled. */
export function newTraceparent(): string {
  return `00-${randomHex(16)}-${randomHex(8)}-01`;
}

/** Random bytes in hex. Not randomUUID: browsers have that only in pages that came over https. */
export function randomHex(bytes: number): string {
  return [...crypto.getRandomValues(new Uint8Array(bytes))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
