import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A supervised process with all that it has started. */
interface Use {
  name: string;
  /** Bytes resident; pages that processes share are counted once. */
  residentBytes: number;
  mostBytes: number;
  /** Since its start. */
  cpuMs: number;
}

const sampleMs = 5_000;
/** Of /proc: USER_HZ is 100 on every Linux that Node runs on. */
const msPerTick = 10;

/** Looks every few seconds what the processes of a stack take, by the numbers that their supervisor has noted. */
export class ProcessUse implements Disposable {
  readonly #runFolder: string;
  readonly #most = new Map<string, number>();
  readonly #timer: NodeJS.Timeout;

  constructor(runFolder: string) {
    this.#runFolder = runFolder;
    this.#timer = setInterval(() => this.look(), sampleMs);
  }

  look(): Map<string, Use> {
    const children = childrenByParent();
    const found = new Map<string, Use>();
    for (const file of readdirSync(this.#runFolder).filter((name) => name.endsWith('.pid'))) {
      const name = file.slice(0, -'.pid'.length);
      const root = Number.parseInt(readOr(join(this.#runFolder, file)), 10);
      const tree = treeOf(root, children);
      const residentBytes = tree.reduce((sum, pid) => sum + residentBytesOf(pid), 0);
      const mostBytes = Math.max(this.#most.get(name) ?? 0, residentBytes);
      this.#most.set(name, mostBytes);
      found.set(name, { name, residentBytes, mostBytes, cpuMs: tree.reduce((sum, pid) => sum + cpuMsOf(pid), 0) });
    }
    return found;
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
  }
}

/** Cores that each process kept busy between two looks. */
export function coresBetween(before: Map<string, Use>, after: Map<string, Use>, ms: number): Map<string, number> {
  return new Map(
    [...after.values()].map(({ name, cpuMs }) => [name, Math.max(0, cpuMs - (before.get(name)?.cpuMs ?? 0)) / ms]),
  );
}

function childrenByParent(): Map<number, number[]> {
  const children = new Map<number, number[]>();
  for (const entry of readdirSync('/proc')) {
    if (!/^\d+$/.test(entry)) continue;
    const parent = Number(statOf(Number(entry))[1]);
    children.set(parent, [...(children.get(parent) ?? []), Number(entry)]);
  }
  return children;
}

function treeOf(root: number, children: Map<number, number[]>): number[] {
  return [root, ...(children.get(root) ?? []).flatMap((child) => treeOf(child, children))];
}

/** Own time and that of children which have ended: those that live are asked themselves. */
function cpuMsOf(pid: number): number {
  // Fields 14 to 17 of /proc/PID/stat (proc_pid_stat(5)): utime, stime, cutime, cstime.
  return statOf(pid)
    .slice(11, 15)
    .reduce((sum, ticks) => sum + Number(ticks) * msPerTick, 0);
}

/** From the third field on: the second, a name in brackets, may hold spaces. */
function statOf(pid: number): string[] {
  const text = readOr(`/proc/${pid}/stat`);
  return text.slice(text.lastIndexOf(')') + 2).split(' ');
}

function residentBytesOf(pid: number): number {
  const shared = /^Pss:\s+(\d+) kB/m.exec(readOr(`/proc/${pid}/smaps_rollup`));
  const own = shared ?? /^VmRSS:\s+(\d+) kB/m.exec(readOr(`/proc/${pid}/status`));
  return Number(own?.[1] ?? 0) * 1024;
}

/** A process may end while it is looked at. */
function readOr(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
