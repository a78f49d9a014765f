import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import { DroverError } from '../contract/errors.ts';
import type { SecretStore } from '../ports/secretStore.ts';
import { deriveKey, ensureKeyFile } from './keyFile.ts';

const scheme = 'aes256gcm';
const nonceBytes = 12;
const tagBytes = 16;

/**
 * Seals with AES-256-GCM under a key derived from the instance's key file; the context is authenticated with it.
 * A sealed text reads `<scheme>.<key id>.<nonce, ciphertext and tag in base64url>`, so that other schemes (a key
 * management service) and further keys can stand beside it.
 */
export function openFileSecretStore(keyFile: string): SecretStore {
  const key = deriveKey(ensureKeyFile(keyFile), 'secrets');
  const keyId = createHash('sha256').update(key).digest('hex').slice(0, 8);
  return {
    async seal(plain, context) {
      const nonce = randomBytes(nonceBytes);
      const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(context));
      const parts = [nonce, cipher.update(plain, 'utf8'), cipher.final(), cipher.getAuthTag()];
      return [scheme, keyId, Buffer.concat(parts).toString('base64url')].join('.');
    },
    async open(sealed, context) {
      const [sealedScheme, sealedKey, body] = sealed.split('.');
      if (sealedScheme !== scheme || sealedKey !== keyId || body === undefined) {
        throw new DroverError(
          'config.invalid',
          `The secret of ${context} was sealed with key ${sealedKey ?? '?'}, but ${keyFile} holds key ${keyId}.`,
        );
      }
      return unseal(key, Buffer.from(body, 'base64url'), context);
    },
  };
}

function unseal(key: Buffer, sealed: Buffer, context: string): string {
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, nonceBytes));
    decipher.setAAD(Buffer.from(context)).setAuthTag(sealed.subarray(-tagBytes));
    const ciphertext = sealed.subarray(nonceBytes, -tagBytes);
    return decipher.update(ciphertext, undefined, 'utf8') + decipher.final('utf8');
  } catch (cause) {
    throw new DroverError('config.invalid', `The secret of ${context} was altered or belongs to another object.`, {
      cause,
    });
  }
}
