import type { KeyWrapper } from '../../ports/keyWrapper.ts';
import { createFileKeyWrapper } from './fileKeyWrapper.ts';
import { createKeyRing } from './keyRing.ts';
import type { TransitKey } from './vaultKeyWrapper.ts';

/** Where a key-encryption key is kept. */
export type KeyKeeper =
  | { kind: 'file' }
  | { kind: 'aws-kms'; keyArn: string; endpoint: string | undefined }
  | ({ kind: 'vault' } & TransitKey);

export interface KeyRingOptions {
  /** Always opens what it has sealed, whatever seals now. */
  keyFile: string;
  current: KeyKeeper;
  former: KeyKeeper[];
}

/** Opens the keys that the configuration names. */
export async function openKeyRing({ keyFile, current, former }: KeyRingOptions): Promise<KeyWrapper> {
  const file = createFileKeyWrapper(keyFile);
  const open = async (keeper: KeyKeeper): Promise<KeyWrapper> => {
    if (keeper.kind === 'file') return file;
    // The SDK takes a while to load: only who uses it waits for it.
    if (keeper.kind === 'aws-kms') return (await import('./awsKmsKeyWrapper.ts')).createAwsKmsKeyWrapper(keeper);
    return (await import('./vaultKeyWrapper.ts')).createVaultKeyWrapper(keeper);
  };
  return createKeyRing(await open(current), [...(await Promise.all(former.map(open))), file]);
}
