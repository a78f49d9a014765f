import { createHash } from 'node:crypto';
import { lstatSync, mkdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { SetupError } from './setupError.ts';

export interface ServiceUser {
  uid: number;
  gid: number;
}

/** The user under which PostgreSQL runs: `nobody` for root, whom it refuses; undefined: the present user. */
export function serviceUser(): ServiceUser | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const nobody = /^nobody:[^:]*:(\d+):(\d+):/m.exec(readFileSync('/etc/passwd', 'utf8'));
  if (nobody === null) {
    throw new SetupError(
      'PostgreSQL does not run as root, and there is no user "nobody".',
      'Run "npm start" as an ordinary user.',
    );
  }
  return { uid: Number(nobody[1]), gid: Number(nobody[2]) };
}

/** Whether every folder on the way to `path` lets other users pass. */
export function canBeTraversedByNobody(path: string): boolean {
  let folder = realpathSync(path);
  for (;;) {
    if ((statSync(folder).mode & 0o001) === 0) return false;
    const parent = dirname(folder);
    if (parent === folder) return true;
    folder = parent;
  }
}

/** A folder that every user can pass through, told apart by what it stands in for: the same each time. */
export function folderForNobody(standsFor: string): string {
  const folder = join('/var/tmp', `drover-${createHash('sha256').update(standsFor).digest('hex').slice(0, 12)}`);
  mkdirSync(folder, { recursive: true, mode: 0o755 });
  const found = lstatSync(folder);
  if (!found.isDirectory() || found.uid !== process.getuid?.()) {
    throw new SetupError(`${folder} belongs to somebody else.`, `Remove it: rm -rf ${folder}`);
  }
  return folder;
}
