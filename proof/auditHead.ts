import { createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import type { AuditHead, SignedHead } from '../contract/audit.ts';
import { canonicalJson } from './canonicalJson.ts';
import { instanceOf, type SigningKey } from './signingKey.ts';

/** Signs how far the chain reaches, with the key that signs certificates. @param key null: the head stays unsigned */
export function signHead(end: Pick<AuditHead, 'position' | 'hash' | 'at'>, key: SigningKey | null): SignedHead {
  if (key === null) return { head: { ...end, instance: null }, signature: null };
  const head = { ...end, instance: key.instance };
  const value = sign(null, signedBytes(head), createPrivateKey(key.privateKeyPem)).toString('base64');
  return { head, signature: { algorithm: 'Ed25519', publicKey: key.publicKeyPem, value } };
}

/** Why the signature does not vouch for the head, in words; null when it does. */
export function refuseHead({ head, signature }: SignedHead): string | null {
  if (signature === null) return 'The head is not signed.';
  try {
    const key = createPublicKey(signature.publicKey);
    if (instanceOf(key) !== head.instance) return 'The key is not that of the instance that the head names.';
    const bytes = Buffer.from(signature.value, 'base64');
    // Both have several spellings; one changed character must never pass.
    const plain = bytes.toString('base64') === signature.value && pemOf(key) === signature.publicKey;
    if (plain && signature.algorithm === 'Ed25519' && verify(null, signedBytes(head), key, bytes)) return null;
  } catch {
    // A key that is none, or of another kind.
  }
  return 'The signature does not fit the head.';
}

function pemOf(key: KeyObject): string {
  return key.export({ type: 'spki', format: 'pem' }).toString();
}

/** Marked, so that no signature over something else of the same key can stand for one over a head. */
function signedBytes(head: AuditHead): Buffer {
  return Buffer.from(canonicalJson({ auditHead: head }));
}
