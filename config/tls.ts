import { createPrivateKey, X509Certificate } from 'node:crypto';
import { ConfigurationError } from './configurationError.ts';
import { secretFromFile } from './variables.ts';

/** A certificate with the key that belongs to it, both PEM. */
export interface KeyPair {
  cert: string;
  key: string;
}

/** How this process speaks TLS to a server, beyond what the system trusts. */
export interface ClientTls {
  /** PEM: certificates that alone may have signed the server's; absent: those that Node.js trusts. */
  ca: string | undefined;
  /** Shown to a server that asks for one (mutual TLS). */
  pair: KeyPair | undefined;
}

/** A variable's name and the file that it names, if any. */
export type NamedFile = readonly [variable: string, file: string | undefined];

/** @throws ConfigurationError when a file cannot be read, is no PEM, or a certificate has no key of its own. */
export function readClientTls(files: { ca: NamedFile; cert: NamedFile; key: NamedFile }): ClientTls {
  const [variable, file] = files.ca;
  return { ca: file === undefined ? undefined : readCertificates(variable, file), pair: readPair(files) };
}

/** Both files or neither. @throws ConfigurationError */
export function readPair({ cert, key }: { cert: NamedFile; key: NamedFile }): KeyPair | undefined {
  const [certVariable, certFile] = cert;
  const [keyVariable, keyFile] = key;
  if (certFile === undefined && keyFile === undefined) return undefined;
  if (certFile === undefined) throw new ConfigurationError(certVariable, `is not set, but ${keyVariable} is`);
  if (keyFile === undefined) throw new ConfigurationError(keyVariable, `is not set, but ${certVariable} is`);
  const pair = { cert: readCertificates(certVariable, certFile), key: secretFromFile(keyVariable, keyFile) };
  const problem = pairProblem(pair);
  if (problem !== null) throw new ConfigurationError(keyVariable, `names ${keyFile}, ${problem}`);
  return pair;
}

/** Null: the key is the first certificate's. */
function pairProblem({ cert, key }: KeyPair): string | null {
  try {
    const fits = new X509Certificate(cert).checkPrivateKey(createPrivateKey(key));
    return fits ? null : 'which is not the key of the certificate';
  } catch {
    return 'which is no private key in PEM without a passphrase';
  }
}

/** Certificates as PEM. @throws ConfigurationError */
export function readCertificates(variable: string, file: string): string {
  const text = secretFromFile(variable, file);
  try {
    // The first of a chain stands for all: TLS reads the others.
    new X509Certificate(text);
    return text;
  } catch {
    throw new ConfigurationError(variable, `names ${file}, which holds no certificate in PEM`);
  }
}
