import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Where one instance keeps its secrets: files of mode 0600, handed to processes by name only. */
export interface InstanceSecrets {
  databasePasswordFile: string;
  s3SecretKeyFile: string;
  /** Made when the first login is. */
  adminPasswordFile: string;
  /** The next three are made by the product itself, at its first start. */
  setupTokenFile: string;
  keyFile: string;
  signingKeyFile: string;
}

/** Names the files, and makes those that servers need before the product runs. */
export function ensureSecrets(folder: string): InstanceSecrets {
  return {
    databasePasswordFile: ensurePassword(join(folder, 'database-password')),
    s3SecretKeyFile: ensurePassword(join(folder, 's3-secret-key')),
    adminPasswordFile: join(folder, 'admin-password'),
    setupTokenFile: join(folder, 'setup-token'),
    keyFile: join(folder, 'secret-store.key'),
    signingKeyFile: join(folder, 'signing-key.pem'),
  };
}

export function readSecret(file: string): string {
  return readFileSync(file, 'utf8').trim();
}

/** Makes the file with a random password where there is none. @returns its path */
export function ensurePassword(file: string): string {
  if (existsSync(file)) return file;
  const unfinished = `${file}.${process.pid}`;
  writeFileSync(unfinished, `${randomBytes(24).toString('base64url')}\n`, { mode: 0o600 });
  renameSync(unfinished, file);
  return file;
}
