import { createHmac } from 'node:crypto';
import { deriveKey } from './keyFile.ts';

/** HMAC-SHA256 under a key derived from the instance's: whoever reads the hashes cannot try passwords against them. */
export function createFingerprint(instanceKey: Buffer): (text: string) => string {
  const key = deriveKey(instanceKey, 'request fingerprints');
  return (text) => createHmac('sha256', key).update(text).digest('base64url');
}
