import { hkdfSync, randomBytes } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { DroverError } from '../contract/errors.ts';

const keyBytes = 32;

/**
 * Reads the instance's key, and makes it at the first start (mode 0600). Processes that start at once agree on one.
 * Whoever loses the file loses every stored credential.
 * @throws DroverError config.invalid
 */
export function ensureKeyFile(file: string): Buffer {
  return readKey(file) ?? makeKey(file);
}

/** A key for one purpose, so that no two uses share one. */
export function deriveKey(key: Buffer, purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', key, Buffer.alloc(0), `drover ${purpose}`, keyBytes));
}

function readKey(file: string): Buffer | null {
  let text: string;
  try {
    text = readFileSync(file, 'utf8').trim();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return null;
    throw new DroverError('config.invalid', `The key file ${file} cannot be read (${code}).`, { cause: error });
  }
  const key = Buffer.from(text, 'base64');
  if (key.length === keyBytes) return key;
  throw new DroverError('config.invalid', `The key file ${file} must hold ${keyBytes} bytes in base64.`);
}

function makeKey(file: string): Buffer {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const draft = `${file}.${randomBytes(6).toString('hex')}`;
  writeFileSync(draft, `${randomBytes(keyBytes).toString('base64')}\n`, { mode: 0o600, flush: true });
  try {
    // A link fails where another process was faster; its key is the one then.
    linkSync(draft, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    rmSync(draft);
  }
  return ensureKeyFile(file);
}
