import { execFile } from 'node:child_process';
import { access, mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const cache = join(import.meta.dirname, '..', '..', '.cache', 'python');

/**
 * Installs Python packages from PyPI once, into a folder of their own below `.cache/python`.
 * @param name folder's name; change it with the requirements.
 * @param requirements as pip takes them, versions pinned.
 * @returns the folder for `PYTHONPATH`.
 * @throws Error with pip's own words.
 */
export async function pythonPackages(name: string, requirements: readonly string[]): Promise<string> {
  const folder = join(cache, name);
  const present = await access(folder).then(
    () => true,
    () => false,
  );
  if (present) return folder;
  await mkdir(cache, { recursive: true });
  const work = await mkdtemp(join(cache, '.new-'));
  try {
    const options = ['--quiet', '--disable-pip-version-check', '--root-user-action=ignore', '--no-compile'];
    await run('python3', ['-m', 'pip', 'install', ...options, '--target', work, ...requirements]);
    // Another test run may have been faster: its folder is as good.
    await rename(work, folder).catch((error: unknown) => {
      if (!(error instanceof Error && 'code' in error && error.code === 'ENOTEMPTY')) throw error;
    });
    return folder;
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}
