import { chownSync, existsSync, lstatSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { canBeTraversedByNobody, folderForNobody, serviceUser } from '../setup/serviceUser.ts';
import { SetupError } from '../setup/setupError.ts';

export interface ClusterFolder {
  /** What PostgreSQL is started on. */
  folder: string;
  /** To be called once there is a whole cluster in it. */
  keep(): void;
}

/**
 * Where the cluster of `wanted` is: there, or, where `nobody` cannot reach that, in a folder below /var/tmp that stands
 * in for it. A note in `wanted` names that folder and is followed when the data folder has been moved.
 */
export function clusterFolder(wanted: string): ClusterFolder {
  const user = serviceUser();
  mkdirSync(wanted, { recursive: true, mode: 0o700 });
  if (user === undefined) return { folder: wanted, keep: () => undefined };
  // The folder's own mode is closed by initdb; what counts is the way to it.
  const isHere = canBeTraversedByNobody(join(wanted, '..')) && !existsSync(noteOf(wanted));
  const found = isHere ? { folder: wanted, keep: () => undefined } : standIn(wanted);
  mkdirSync(found.folder, { recursive: true, mode: 0o700 });
  chownSync(found.folder, user.uid, user.gid);
  return found;
}

function standIn(wanted: string): ClusterFolder {
  if (holdsCluster(wanted)) {
    throw new SetupError(
      `PostgreSQL, which runs as "nobody", cannot reach the database in ${wanted}: a folder above it is closed.`,
      `Open the way for other users (chmod o+x on each folder above ${wanted}), or move the data folder back.`,
    );
  }
  const folder = join(folderForNobody(wanted), 'data');
  const noted = existsSync(noteOf(wanted)) ? readFileSync(noteOf(wanted), 'utf8').trim() : undefined;
  // A folder that outlived the one that it stood in for holds somebody's former data.
  if (noted === undefined) rmSync(folder, { recursive: true, force: true });
  else follow(wanted, noted, folder);
  return {
    folder,
    keep() {
      writeFileSync(standsFor(folder), `${wanted}\n`);
      writeFileSync(noteOf(wanted), `${folder}\n`);
    },
  };
}

/** The note is written when there is a cluster: a fresh one instead would lie beside the history of another. */
function follow(wanted: string, noted: string, folder: string): void {
  const isOurs = /^\/var\/tmp\/drover-[0-9a-f]{12}\/data$/.test(noted) && holdsCluster(noted);
  if (!isOurs || lstatSync(dirname(noted)).uid !== process.getuid?.()) {
    throw new SetupError(
      `The database of ${dirname(wanted)} is not in ${noted} any more.`,
      `Bring it back from a backup, or begin anew with another folder: npm start -- --data DIR`,
    );
  }
  if (noted === folder) return;
  const original = existsSync(standsFor(noted)) ? readFileSync(standsFor(noted), 'utf8').trim() : undefined;
  if (original !== undefined && original !== wanted && existsSync(noteOf(original))) {
    throw new SetupError(
      `${dirname(wanted)} is a copy of ${dirname(original)}, and the database of both is in ${noted}.`,
      `Start the original, or remove it first; a copy needs a copy of ${noted} too.`,
    );
  }
  rmSync(folder, { recursive: true, force: true });
  renameSync(noted, folder);
  rmSync(dirname(noted), { recursive: true, force: true });
}

function holdsCluster(folder: string): boolean {
  return existsSync(join(folder, 'PG_VERSION'));
}

function noteOf(wanted: string): string {
  return join(wanted, 'is-at');
}

function standsFor(folder: string): string {
  return join(dirname(folder), 'stands-for');
}
