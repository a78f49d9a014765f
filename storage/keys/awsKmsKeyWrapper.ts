import { DecryptCommand, EncryptCommand, KMSClient, KMSServiceException } from '@aws-sdk/client-kms';
import { DroverError } from '../../contract/errors.ts';
import type { KeyWrapper } from '../../ports/keyWrapper.ts';

export interface AwsKmsOptions {
  /** `arn:aws:kms:REGION:ACCOUNT:key/ID`; an alias could be pointed at another key unnoticed. */
  keyArn: string;
  /** Another address than AWS's own, e.g. of a VPC endpoint. */
  endpoint: string | undefined;
}

const prefix = 'aws-kms:';
/** In milliseconds, for one attempt of three. */
const limits = { connectionTimeout: 2000, requestTimeout: 4000, throwOnRequestTimeout: true };

/**
 * Wraps by AWS KMS (Encrypt, Decrypt). The context is KMS's encryption context: it is authenticated, conditions of
 * policies can name it, and CloudTrail shows it. Credentials come the way that AWS's SDK finds them. Versions that
 * KMS makes by its own rotation stay behind the one ARN.
 */
export function createAwsKmsKeyWrapper({ keyArn, endpoint }: AwsKmsOptions): KeyWrapper {
  const region = keyArn.split(':')[3];
  const client = new KMSClient({ region, endpoint, maxAttempts: 3, requestHandler: limits });
  const keyId = `${prefix}${keyArn}`;
  const encryptionContext = (context: string) => ({ 'drover:secret': context });
  return {
    currentKeyId: async () => keyId,
    keeps: (other) => other === keyId,
    async wrap(dataKey, context) {
      const command = new EncryptCommand({
        ...{ KeyId: keyArn, Plaintext: dataKey },
        EncryptionContext: encryptionContext(context),
      });
      const { CiphertextBlob } = await client.send(command).catch((error) => {
        throw fromKms(error, keyArn, context);
      });
      return { keyId, wrapped: Buffer.from(CiphertextBlob ?? []) };
    },
    async unwrap({ wrapped }, context) {
      const command = new DecryptCommand({
        ...{ KeyId: keyArn, CiphertextBlob: wrapped },
        EncryptionContext: encryptionContext(context),
      });
      const { Plaintext } = await client.send(command).catch((error) => {
        throw fromKms(error, keyArn, context);
      });
      return Buffer.from(Plaintext ?? []);
    },
    close: async () => client.destroy(),
  };
}

/** What KMS says when the ciphertext, its context or its key are not those it was asked for. */
const altered = ['InvalidCiphertextException', 'IncorrectKeyException'];
const passing = [
  'KMSInternalException',
  'DependencyTimeoutException',
  'KeyUnavailableException',
  'ThrottlingException',
];

function fromKms(error: unknown, keyArn: string, context: string): DroverError {
  if (!(error instanceof KMSServiceException)) {
    const told = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    return new DroverError('secrets.keeper-unavailable', `AWS KMS does not answer (${told}).`, { cause: error });
  }
  if (altered.includes(error.name)) {
    return new DroverError('secrets.altered', `The key of ${context} was altered or belongs to another object.`, {
      cause: error,
    });
  }
  const passes = passing.includes(error.name) || (error.$metadata.httpStatusCode ?? 0) >= 500;
  const code = passes ? 'secrets.keeper-unavailable' : 'secrets.key-refused';
  return new DroverError(code, `AWS KMS refused the key ${keyArn} (${error.name}: ${error.message}).`, {
    cause: error,
  });
}
