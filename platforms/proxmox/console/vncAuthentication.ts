import { createCipheriv } from 'node:crypto';

const keyBytes = 8;

/**
 * The answer to a challenge of VNC authentication (RFC 6143, 7.2.2): DES in ECB mode, keyed by the first eight bytes of the
 * password. Every server takes the bits of each key byte from the lowest on, though the text does not say so.
 */
export function answerChallenge(challenge: Buffer, password: string): Buffer {
  const key = Buffer.alloc(keyBytes);
  Buffer.from(password, 'latin1').copy(key, 0, 0, keyBytes);
  for (const [at, byte] of key.entries()) key[at] = reversed(byte);
  // Three times the same key is single DES, which OpenSSL no longer offers by itself.
  const cipher = createCipheriv('des-ede3', Buffer.concat([key, key, key]), null).setAutoPadding(false);
  return Buffer.concat([cipher.update(challenge), cipher.final()]);
}

function reversed(byte: number): number {
  let turned = 0;
  for (let bit = 0; bit < 8; bit += 1) turned = (turned << 1) | ((byte >> bit) & 1);
  return turned;
}
