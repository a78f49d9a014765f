/** Random bytes in hex. Not randomUUID: browsers have that only in pages that came over https. */
export function randomHex(bytes: number): string {
  return [...crypto.getRandomValues(new Uint8Array(bytes))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
