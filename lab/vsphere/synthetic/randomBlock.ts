import { createCipheriv, createHash } from 'node:crypto';

/** Bytes that look random but follow from the seed alone (AES-CTR key stream). */
export function randomBlock(seed: string, length: number): Buffer {
  const key = createHash('sha256').update(seed).digest().subarray(0, 16);
  return createCipheriv('aes-128-ctr', key, Buffer.alloc(16)).update(Buffer.alloc(length));
}
