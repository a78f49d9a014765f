import { randomUUID } from 'node:crypto';
import { mkdirSync, renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { withFileLock } from '../fileLock.mjs';
import { cachePath } from './checkout.ts';
import { isExecutable } from './runCommand.ts';

/** Tells the user, in one line, about something that takes a while. */
export type Announce = (line: string) => void;

/**
 * A program in the cache, made once however many processes ask for it at the same time.
 * `make` gets an empty folder to work in and returns the finished file inside it.
 */
export async function cachedProgram(
  name: string,
  version: string,
  make: (workFolder: string) => Promise<string>,
): Promise<string> {
  const file = cachePath(name, version, name);
  if (isExecutable(file)) return file;
  return withFileLock(cachePath('locks', `${name}-${version}`), async () => {
    if (isExecutable(file)) return file;
    const workFolder = cachePath('work', `${name}-${randomUUID()}`);
    mkdirSync(workFolder, { recursive: true });
    mkdirSync(dirname(file), { recursive: true });
    try {
      renameSync(await make(workFolder), file);
    } finally {
      rmSync(workFolder, { recursive: true, force: true });
    }
    return file;
  });
}
