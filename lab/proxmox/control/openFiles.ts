import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** A process that holds a file or device open. */
export interface Holder {
  pid: number;
  /** Opened for writing. */
  writes: boolean;
}

/**
 * Who (but this process) holds which of the files open, by looking through /proc.
 * @param paths real paths, without symbolic links.
 */
export function holdersOf(paths: Iterable<string>): Map<string, Holder[]> {
  const holders = new Map<string, Holder[]>([...paths].map((path) => [path, []]));
  for (const name of readdirSync('/proc')) {
    const pid = Number(name);
    if (!Number.isInteger(pid) || pid === process.pid) continue;
    for (const fd of entries(`/proc/${name}/fd`)) {
      const found = holders.get(linkTarget(`/proc/${name}/fd/${fd}`));
      if (!found) continue;
      const writes = opensForWriting(`/proc/${name}/fdinfo/${fd}`);
      const known = found.find((holder) => holder.pid === pid);
      if (known) known.writes ||= writes;
      else found.push({ pid, writes });
    }
  }
  return holders;
}

/** Empty for a process that has ended meanwhile or belongs to somebody else. */
function entries(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function linkTarget(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return '';
  }
}

/** The last octal digit of `flags` holds O_ACCMODE (proc_pid_fdinfo(5)): 0 is read only. */
function opensForWriting(path: string): boolean {
  try {
    const flags = /^flags:\s*([0-7]+)/m.exec(readFileSync(path, 'utf8'))?.[1] ?? '0';
    return (Number.parseInt(flags, 8) & 3) !== 0;
  } catch {
    return false;
  }
}
