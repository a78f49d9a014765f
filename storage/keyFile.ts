import { createHash, hkdfSync, randomBytes } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { DroverError } from '../contract/errors.ts';

const keyBytes = 32;

/**
 * Reads the instance's keys, one a line, and makes one at the first start (mode 0600). Processes that start at once agree
 * on it. The first is in use, the others still open what they have closed. Whoever loses the file loses every stored
 * credential.
 * @throws DroverError config.invalid
 */
export function ensureKeys(file: string): [Buffer, ...Buffer[]] {
  return readKeys(file) ?? makeKey(file);
}

/** A key for one purpose, so that no two uses share one. */
export function deriveKey(key: Buffer, purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', key, Buffer.alloc(0), `drover ${purpose}`, keyBytes));
}

/** Names a derived key without telling anything of it. */
export function keyIdOf(key: Buffer): string {
  return createHash('sha256').update(key).digest('hex').slice(0, 8);
}

function readKeys(file: string): [Buffer, ...Buffer[]] | null {
  let text: string;
  try {
    text = readFileSync(file, 'utf8').trim();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return null;
    throw new DroverError('config.invalid', `The key file ${file} cannot be read (${code}).`, { cause: error });
  }
  const [first = Buffer.alloc(0), ...others] = text.split(/\s+/).map((line) => Buffer.from(line, 'base64'));
  if ([first, ...others].every((key) => key.length === keyBytes)) return [first, ...others];
  throw new DroverError('config.invalid', `The key file ${file} must hold ${keyBytes} bytes in base64 on each line.`);
}

function makeKey(file: string): [Buffer, ...Buffer[]] {
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
  return ensureKeys(file);
}
