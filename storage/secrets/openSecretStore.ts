import type { SecretStore } from '../../ports/secretStore.ts';
import { type KeyRingOptions, openKeyRing } from '../keys/openKeyRing.ts';
import { createSecretStore } from './secretStore.ts';

/** The secret store of an instance; by its key file alone where nothing else is said. */
export async function openSecretStore(
  options: Pick<KeyRingOptions, 'keyFile'> & Partial<KeyRingOptions>,
): Promise<SecretStore> {
  const { keyFile, current = { kind: 'file' }, former = [] } = options;
  return createSecretStore({ keys: await openKeyRing({ keyFile, current, former }), keyFile });
}
