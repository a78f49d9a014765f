import { createHash } from 'node:crypto';
import { existsSync, globSync, mkdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { withFileLock } from '../fileLock.mjs';
import { cachePath, checkout } from '../setup/checkout.ts';

/** A folder named after the content of its sources: built once, and never used half built. */
export async function builtOnce(
  name: string,
  sources: string[],
  build: (folder: string) => Promise<void>,
): Promise<string> {
  const finished = cachePath('build', `${name}-${contentHash(sources)}`);
  if (existsSync(finished)) return finished;
  return withFileLock(cachePath('locks', `build-${name}`), async () => {
    if (existsSync(finished)) return finished;
    const unfinished = `${finished}.unfinished`;
    rmSync(unfinished, { recursive: true, force: true });
    mkdirSync(dirname(finished), { recursive: true });
    await build(unfinished);
    renameSync(unfinished, finished);
    return finished;
  });
}

/** @param sources files and folders, from the checkout */
function contentHash(sources: string[]): string {
  const hash = createHash('sha256');
  for (const source of sources) {
    const isFolder = statSync(join(checkout, source)).isDirectory();
    const files = isFolder
      ? globSync(`${source}/**/*`, { cwd: checkout, exclude: (path) => /\.test\./.test(path) }).sort()
      : [source];
    for (const file of files) {
      const path = join(checkout, file);
      if (statSync(path).isFile()) hash.update(`${file}\0`).update(readFileSync(path));
    }
  }
  return hash.digest('hex').slice(0, 16);
}
