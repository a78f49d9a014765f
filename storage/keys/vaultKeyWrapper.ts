import { DroverError } from '../../contract/errors.ts';
import type { KeyWrapper } from '../../ports/keyWrapper.ts';
import { VaultClient, type VaultOptions, VaultRefusal } from './vaultClient.ts';

export interface TransitKey extends VaultOptions {
  /** Of the Transit engine, e.g. `transit`. */
  mount: string;
  /** Name of a key of type aes256-gcm96 or another that takes associated data. */
  key: string;
}

/**
 * Wraps by Vault's Transit engine (https://developer.hashicorp.com/vault/api-docs/secret/transit): encrypt and
 * decrypt, the context as associated data. Transit's own `rewrap` takes no associated data, so a key is brought to
 * the latest version by unwrapping and wrapping it.
 */
export function createVaultKeyWrapper({ mount, key, ...options }: TransitKey): KeyWrapper {
  const client = new VaultClient(options);
  const prefix = `vault:${mount}/${key}:`;
  const call = async (
    operation: string,
    body: object | undefined,
    context: string,
  ): Promise<Record<string, unknown>> => {
    const path = `${mount}/${operation}/${encodeURIComponent(key)}`;
    const method = body === undefined ? 'GET' : 'POST';
    const answer = await client.call({ method, path, ...(body && { body }) }).catch((error: unknown) => {
      throw fromVault(error, `${mount}/${key}`, { operation, context });
    });
    return (answer as { data?: Record<string, unknown> }).data ?? {};
  };
  const aad = (context: string) => Buffer.from(context).toString('base64');
  return {
    async currentKeyId() {
      const { latest_version } = await call('keys', undefined, '');
      return `${prefix}v${latest_version}`;
    },
    keeps: (keyId) => keyId.startsWith(prefix),
    async wrap(dataKey, context) {
      const body = { plaintext: dataKey.toString('base64'), associated_data: aad(context) };
      const ciphertext = String((await call('encrypt', body, context))['ciphertext']);
      // `vault:v3:…`
      const version = /^vault:(v\d+):/.exec(ciphertext)?.[1];
      if (version === undefined) throw new DroverError('secrets.key-refused', 'Vault answered with no ciphertext.');
      return { keyId: `${prefix}${version}`, wrapped: Buffer.from(ciphertext) };
    },
    async unwrap({ wrapped }, context) {
      const { plaintext } = await call(
        'decrypt',
        { ciphertext: wrapped.toString(), associated_data: aad(context) },
        context,
      );
      return Buffer.from(String(plaintext), 'base64');
    },
    close: () => client.close(),
  };
}

function fromVault(
  error: unknown,
  name: string,
  { operation, context }: { operation: string; context: string },
): unknown {
  if (!(error instanceof VaultRefusal)) return error;
  // 400 is also "this version is below min_decryption_version", which only its text tells.
  const tooOld = /too old|min_decryption_version|disallowed by policy/.test(error.message);
  if (error.status === 400 && operation === 'decrypt' && !tooOld) {
    return new DroverError('secrets.altered', `The key of ${context} was altered or belongs to another object.`, {
      cause: error,
    });
  }
  return new DroverError('secrets.key-refused', `Vault refused the Transit key ${name} (${error.message}).`, {
    cause: error,
  });
}
