import { CreateKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import { askService } from './askService.ts';

export interface MotoKms {
  endpoint: string;
  /** Makes a key. @returns its ARN */
  createKey(): Promise<string>;
}

/** KMS of moto (https://docs.getmoto.org), a server of third parties that speaks AWS's protocol; it takes any credentials. */
export async function useMotoKms(): Promise<MotoKms> {
  const { endpoint } = await askService<{ endpoint: string }>('moto-kms');
  return {
    endpoint,
    async createKey() {
      const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
      const client = new KMSClient({ region: 'eu-central-1', endpoint, credentials });
      const { KeyMetadata } = await client.send(new CreateKeyCommand({}));
      client.destroy();
      return KeyMetadata?.Arn ?? '';
    },
  };
}
