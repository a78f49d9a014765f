import { DroverError } from '../../contract/errors.ts';
import { decrypt } from '../aesGcm.ts';
import { deriveKey, ensureKeys, keyIdOf } from '../keyFile.ts';

/** The first scheme: sealed by the key file itself, without a data key. It is opened still, and used no more. */
export const directScheme = 'aes256gcm';

/** @param body nonce, ciphertext and tag. @throws DroverError secrets.key-missing, secrets.altered */
export function openDirectSeal(
  keyFile: string,
  keyId: string,
  { body, context }: { body: Buffer; context: string },
): Buffer {
  const keys = ensureKeys(keyFile).map((key) => deriveKey(key, 'secrets'));
  const key = keys.find((one) => keyIdOf(one) === keyId);
  if (key === undefined) {
    throw new DroverError(
      'secrets.key-missing',
      `The secret of ${context} was sealed with key ${keyId}, which ${keyFile} does not hold.`,
    );
  }
  try {
    return decrypt(key, body, context);
  } catch (cause) {
    throw new DroverError('secrets.altered', `The secret of ${context} was altered or belongs to another object.`, {
      cause,
    });
  }
}
