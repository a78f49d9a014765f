import { relative } from 'node:path';
import { SetupError } from '../setup/setupError.ts';

const elsewhere = 'choose another folder: npm start -- --data DIR';

/** By errno: what is the matter with the folder, and what to do. */
const causes: Record<string, { cause: string; remedy: string }> = {
  EACCES: { cause: 'this user may not write there', remedy: `Give yourself the right to it, or ${elsewhere}` },
  EPERM: { cause: 'the system does not allow it', remedy: `Give yourself the right to it, or ${elsewhere}` },
  ENOTDIR: { cause: 'a part of that path is not a folder', remedy: `Remove what stands in the way, or ${elsewhere}` },
  EEXIST: { cause: 'it is not a folder', remedy: `Remove what stands in the way, or ${elsewhere}` },
  EISDIR: { cause: 'a folder is where a file should be', remedy: `Remove what stands in the way, or ${elsewhere}` },
  EROFS: { cause: 'its file system can only be read', remedy: `Mount it to be written to, or ${elsewhere}` },
  ENOSPC: { cause: 'its file system is full', remedy: `Make room there (some GB), or ${elsewhere}` },
  EDQUOT: { cause: 'your quota there is used up', remedy: `Make room there (some GB), or ${elsewhere}` },
  ENAMETOOLONG: { cause: 'its path is too long', remedy: `Rename it, or ${elsewhere}` },
  ELOOP: { cause: 'its links lead in a circle', remedy: `Mend the links, or ${elsewhere}` },
  ENOENT: { cause: 'it cannot be made there', remedy: `Use a folder on an ordinary file system, or ${elsewhere}` },
};

/** A system call that failed on the data folder, as a sentence; any other error as it is. */
export function dataFolderError(error: unknown, folder: string): unknown {
  if (!(error instanceof Error)) return error;
  const { code, path } = error as NodeJS.ErrnoException;
  const known = causes[code ?? ''];
  if (known === undefined || !concerns(path, folder, code)) return error;
  const at = path === undefined || path === folder ? '' : ` (at ${path})`;
  return new SetupError(`The data folder ${folder} cannot be used: ${known.cause}${at}.`, known.remedy);
}

/** A full disk is told by writes, which name no path. */
function concerns(path: string | undefined, folder: string, code: string | undefined): boolean {
  if (path === undefined) return code === 'ENOSPC' || code === 'EDQUOT';
  const [below, above] = [relative(folder, path), relative(path, folder)];
  return !below.startsWith('..') || !above.startsWith('..');
}
