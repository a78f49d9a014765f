import { DroverError } from '../../contract/errors.ts';
import type { KeyWrapper } from '../../ports/keyWrapper.ts';
import { decrypt, encrypt } from '../aesGcm.ts';
import { deriveKey, ensureKeys, keyIdOf } from '../keyFile.ts';

const prefix = 'file:';

/**
 * Wraps with AES-256-GCM under keys derived from the instance's key file. The file is read each time: a key that was
 * added is known without a restart.
 */
export function createFileKeyWrapper(keyFile: string): KeyWrapper {
  const keys = () => ensureKeys(keyFile).map((key) => named(deriveKey(key, 'key wrapping')));
  keys();
  return {
    async currentKeyId() {
      return keys()[0]?.id ?? '';
    },
    keeps: (keyId) => keyId.startsWith(prefix),
    async wrap(dataKey, context) {
      const [current] = keys();
      if (current === undefined) throw new DroverError('config.invalid', `The key file ${keyFile} is empty.`);
      return { keyId: current.id, wrapped: encrypt(current.key, dataKey, context) };
    },
    async unwrap({ keyId, wrapped }, context) {
      const found = keys().find(({ id }) => id === keyId);
      if (found === undefined) {
        const there = keys().map(({ id }) => id);
        throw new DroverError(
          'secrets.key-missing',
          `The secret of ${context} was sealed with key ${keyId}, but ${keyFile} holds ${there.join(', ')}.`,
        );
      }
      try {
        return decrypt(found.key, wrapped, context);
      } catch (cause) {
        throw new DroverError('secrets.altered', `The key of ${context} was altered or belongs to another object.`, {
          cause,
        });
      }
    },
    close: async () => undefined,
  };
}

function named(key: Buffer): { id: string; key: Buffer } {
  return { id: `${prefix}${keyIdOf(key)}`, key };
}
