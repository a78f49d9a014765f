import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { copyFile, mkdir, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { badParameters, die, messageOf } from '../http/apiError.ts';
import type { TaskContext } from '../tasks/task.ts';
import { assertHarmlessImage } from './importSource.ts';
import type { ContentType, StorageBackend } from './storageBackend.ts';

export const checksumAlgorithms = ['md5', 'sha1', 'sha224', 'sha256', 'sha384', 'sha512'] as const;

export interface Checksum {
  algorithm: string;
  expected: string;
}

/** Where an uploaded or downloaded file goes. @throws ApiError as both calls refuse names and storages. */
export function fileTarget(
  backend: StorageBackend,
  content: ContentType,
  filename: string,
): { name: string; path: string } {
  const { storage, type } = backend.config;
  if (!backend.fileBased) throw die(`can't upload to storage type '${type}', not a file based storage!`);
  if (!backend.config.content.includes(content)) {
    throw die(`storage '${storage}' is not configured for content-type '${content}'`);
  }
  const name = (filename.split(/[/\\]/).at(-1) ?? '').replace(/[^A-Za-z0-9_.\-+=]/g, '_');
  const fits = content === 'import' ? /^[A-Za-z0-9-.+=_]+\.(ova|qcow2|raw|vmdk)$/ : /\.(iso|img)$/i;
  if (!fits.test(name)) throw badParameters({ filename: 'invalid filename or wrong extension' });
  return { name, path: `${backend.contentDir(content)}/${name}` };
}

export async function hashFile(path: string, algorithm: string): Promise<string> {
  const hash = createHash(algorithm);
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}

/** Checks what has arrived and gives it its name; a file that is refused is removed. */
export async function placeFile(
  task: TaskContext,
  arrived: string,
  target: { path: string; content: ContentType; checksum: Checksum | undefined },
): Promise<void> {
  try {
    const { checksum } = target;
    if (checksum) {
      task.log(`calculating checksum...`);
      const got = await hashFile(arrived, checksum.algorithm);
      if (got !== checksum.expected.toLowerCase()) {
        throw die(`checksum mismatch: got '${got}' != expect '${checksum.expected}'`);
      }
      task.log('OK, checksum verified');
    }
    const format = /\.(raw|qcow2|vmdk)$/.exec(target.path)?.[1];
    if (target.content === 'import' && format !== undefined) {
      await assertHarmlessImage(arrived, format).catch((error: unknown) => {
        throw die(`failed to verify file: ${messageOf(error)}`);
      });
    }
    await mkdir(dirname(target.path), { recursive: true });
    await moveFile(arrived, target.path);
  } catch (error) {
    await rm(arrived, { force: true });
    throw error;
  }
}

async function moveFile(from: string, to: string): Promise<void> {
  try {
    await rename(from, to);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EXDEV')) throw error;
    await copyFile(from, to);
    await rm(from);
  }
}
