import type { WrappedKey } from '../../ports/keyWrapper.ts';
import { directScheme } from './directSeal.ts';

/**
 * How a sealed secret is written: `envelope.<key id>.<wrapped data key>.<nonce, ciphertext and tag>`, or by the first
 * scheme `aes256gcm.<key id>.<nonce, ciphertext and tag>`. Ids are percent-encoded (dots too), bytes are base64url.
 */
export type SealedText =
  | { scheme: 'envelope'; key: WrappedKey; body: Buffer }
  | { scheme: 'direct'; keyId: string; body: Buffer };

const envelopeScheme = 'envelope';

export function writeEnvelope({ keyId, wrapped }: WrappedKey, body: Buffer): string {
  const id = encodeURIComponent(keyId).replaceAll('.', '%2E');
  return [envelopeScheme, id, wrapped.toString('base64url'), body.toString('base64url')].join('.');
}

/** Null for what is neither. */
export function readSealedText(text: string): SealedText | null {
  const [scheme, id, ...bytes] = text.split('.');
  const [first, second] = bytes.map((part) => Buffer.from(part, 'base64url'));
  if (id === undefined || first === undefined) return null;
  if (scheme === directScheme && bytes.length === 1) return { scheme: 'direct', keyId: id, body: first };
  if (scheme !== envelopeScheme || bytes.length !== 2 || second === undefined) return null;
  try {
    return { scheme: 'envelope', key: { keyId: decodeURIComponent(id), wrapped: first }, body: second };
  } catch {
    return null;
  }
}
