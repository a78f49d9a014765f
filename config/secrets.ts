import { type Environment, readVariables } from './environment.ts';
import { path, required } from './variables.ts';

export interface SecretsConfig {
  /** File with 32 random bytes in base64: the key that seals stored credentials. */
  keyFile: string;
  /** File with the instance's Ed25519 private key (PKCS#8 PEM), which signs certificates; absent where nothing is signed. */
  signingKeyFile: string | undefined;
}

const variables = {
  DROVER_KEY_FILE: required('give it the file that holds 32 random bytes in base64 (openssl rand -base64 32)').pipe(
    path(),
  ),
  DROVER_SIGNING_KEY_FILE: path().optional(),
};

/** Keys, from DROVER_KEY_FILE and DROVER_SIGNING_KEY_FILE. */
export function readSecretsConfig(environment?: Environment): SecretsConfig {
  const given = readVariables(variables, environment);
  return { keyFile: given.DROVER_KEY_FILE, signingKeyFile: given.DROVER_SIGNING_KEY_FILE };
}
