import { createPrivateKey, createPublicKey, generateKeyPairSync, hash, type KeyObject, randomUUID } from 'node:crypto';
import { link, mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { DroverError } from '../contract/errors.ts';

/** The Ed25519 key that signs this instance's certificates. */
export interface SigningKey {
  privateKeyPem: string;
  publicKeyPem: string;
  /** SHA-256 of the public key (SPKI, DER), lower-case hex: the name of the instance. */
  instance: string;
}

/**
 * Reads the key file, or makes one (mode 0600). Two processes that begin at once end with the same key.
 * @throws DroverError config.invalid when the file is no Ed25519 key or others may read it
 */
export async function loadSigningKey(path: string): Promise<SigningKey> {
  const known = await readKeyFile(path);
  if (known !== null) return signingKeyOf(known, path);
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const fresh = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  const draft = `${path}.${randomUUID()}`;
  await writeFile(draft, fresh, { mode: 0o600, flag: 'wx', flush: true });
  try {
    await link(draft, path);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  } finally {
    await rm(draft);
  }
  return signingKeyOf(await readFile(path, 'utf8'), path);
}

/** SHA-256 of the key (SPKI, DER) as lower-case hex. */
export function instanceOf(publicKey: KeyObject): string {
  return hash('sha256', publicKey.export({ type: 'spki', format: 'der' }), 'hex');
}

async function readKeyFile(path: string): Promise<string | null> {
  try {
    const { mode } = await stat(path);
    if ((mode & 0o077) !== 0) {
      throw new DroverError('config.invalid', `The signing key ${path} can be read by others. Run: chmod 600 ${path}`);
    }
    return await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}

function signingKeyOf(privateKeyPem: string, path: string): SigningKey {
  const key = parsePrivateKey(privateKeyPem);
  if (key?.asymmetricKeyType !== 'ed25519') {
    throw new DroverError(
      'config.invalid',
      `${path} holds no Ed25519 private key. Restore it from a backup, or move it away to have a new one made.`,
    );
  }
  const publicKey = createPublicKey(key);
  const publicKeyPem = publicKey.export({ type: 'spki', format: 'pem' }).toString();
  return { privateKeyPem, publicKeyPem, instance: instanceOf(publicKey) };
}

function parsePrivateKey(pem: string): KeyObject | null {
  try {
    return createPrivateKey(pem);
  } catch {
    return null;
  }
}
