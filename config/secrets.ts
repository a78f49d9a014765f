import { z } from 'zod';
import { ConfigurationError } from './configurationError.ts';
import { type Environment, readVariables } from './environment.ts';
import { type NamedKeeper, readKeeper } from './keyKeeper.ts';
import { readCertificates } from './tls.ts';
import { flag, path, required, webAddress } from './variables.ts';

export interface SecretsConfig {
  /** File with 32 random bytes in base64 on each line: the first is in use, the others still open what they sealed. */
  keyFile: string;
  /** File with the instance's Ed25519 private key (PKCS#8 PEM), which signs certificates; absent where nothing is signed. */
  signingKeyFile: string | undefined;
  /** The key-encryption key that closes stored credentials now. */
  current: Keeper;
  /** Those that still open what they have closed; the key file always does. */
  former: Keeper[];
  /** False: what workflows say is stored readable; what was encrypted before is read nevertheless. */
  encryptPayloads: boolean;
}

type Keeper =
  | { kind: 'file' }
  | { kind: 'aws-kms'; keyArn: string; endpoint: string | undefined }
  | (Extract<NamedKeeper, { kind: 'vault' }> & VaultAccess);

interface VaultAccess {
  namespace: string | undefined;
  /** PEM. */
  ca: string | undefined;
  login: { kind: 'token'; file: string } | { kind: 'approle'; roleId: string; secretIdFile: string };
}

const variables = {
  DROVER_KEY_FILE: required('give it the file that holds 32 random bytes in base64 (openssl rand -base64 32)').pipe(
    path(),
  ),
  DROVER_SIGNING_KEY_FILE: path().optional(),
  DROVER_KEY_ENCRYPTION_KEY: z.string().default('file'),
  DROVER_FORMER_KEYS: z.string().default(''),
  DROVER_AWS_KMS_ENDPOINT: webAddress().optional(),
  DROVER_VAULT_NAMESPACE: z.string().optional(),
  DROVER_VAULT_CA_FILE: path().optional(),
  DROVER_VAULT_TOKEN_FILE: path().optional(),
  DROVER_VAULT_ROLE_ID: z.string().optional(),
  DROVER_VAULT_SECRET_ID_FILE: path().optional(),
  DROVER_ENCRYPT_PAYLOADS: flag(true),
};

type Given = ReturnType<typeof readVariables<typeof variables>>;

/**
 * Keys, from DROVER_KEY_FILE, DROVER_SIGNING_KEY_FILE, DROVER_KEY_ENCRYPTION_KEY, DROVER_FORMER_KEYS (separated by
 * spaces), DROVER_AWS_KMS_ENDPOINT, DROVER_VAULT_* and DROVER_ENCRYPT_PAYLOADS.
 */
export function readSecretsConfig(environment?: Environment): SecretsConfig {
  const given = readVariables(variables, environment);
  const keeper = (variable: string, text: string) => withAccess(readKeeper(variable, text), given);
  const former = given.DROVER_FORMER_KEYS.split(/\s+/).filter((text) => text !== '');
  return {
    keyFile: given.DROVER_KEY_FILE,
    signingKeyFile: given.DROVER_SIGNING_KEY_FILE,
    current: keeper('DROVER_KEY_ENCRYPTION_KEY', given.DROVER_KEY_ENCRYPTION_KEY),
    former: former.map((text) => keeper('DROVER_FORMER_KEYS', text)),
    encryptPayloads: given.DROVER_ENCRYPT_PAYLOADS,
  };
}

function withAccess(keeper: NamedKeeper, given: Given): Keeper {
  if (keeper.kind === 'file') return keeper;
  if (keeper.kind === 'aws-kms') return { ...keeper, endpoint: given.DROVER_AWS_KMS_ENDPOINT };
  return {
    ...keeper,
    namespace: given.DROVER_VAULT_NAMESPACE,
    ca: given.DROVER_VAULT_CA_FILE && readCertificates('DROVER_VAULT_CA_FILE', given.DROVER_VAULT_CA_FILE),
    login: loginOf(given),
  };
}

function loginOf(given: Given): VaultAccess['login'] {
  const { DROVER_VAULT_TOKEN_FILE: file, DROVER_VAULT_ROLE_ID: roleId } = given;
  if (file !== undefined) return { kind: 'token', file };
  const secretIdFile = given.DROVER_VAULT_SECRET_ID_FILE;
  if (roleId !== undefined && secretIdFile !== undefined) return { kind: 'approle', roleId, secretIdFile };
  const missing = roleId === undefined ? 'DROVER_VAULT_TOKEN_FILE' : 'DROVER_VAULT_SECRET_ID_FILE';
  throw new ConfigurationError(
    missing,
    'is not set: Vault wants a token, or DROVER_VAULT_ROLE_ID with DROVER_VAULT_SECRET_ID_FILE',
  );
}
