import { readdirSync, readFileSync } from 'node:fs';
import type { Canaries } from './canaries.ts';

/**
 * What everybody on the machine sees of processes: arguments of all, and the environment of those of the product and of
 * whatever they have started. Children are short-lived: look often.
 */
export function noteProcesses(canaries: Canaries): void {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  const parents = new Map(pids.map((pid) => [pid, parentOf(pid)]));
  const isOurs = (pid: string | undefined): boolean => {
    if (pid === undefined) return false;
    return /(api|worker)\/main\.ts/.test(procFile(pid, 'cmdline')) || isOurs(parents.get(pid));
  };
  const known = canaries.seen.get('arguments of processes') ?? '';
  for (const pid of pids) {
    const line = `${pid} ${procFile(pid, 'cmdline')}`;
    if (known.includes(`${line}\n`)) continue;
    canaries.note('arguments of processes', line);
    if (isOurs(pid)) canaries.note('environment of processes', `${line}\n${procFile(pid, 'environ')}`);
  }
}

function parentOf(pid: string): string | undefined {
  // The name in brackets may hold anything; what follows it are columns.
  return /^.*\) \S (\d+)/s.exec(procFile(pid, 'stat'))?.[1];
}

/** Empty where the process has ended meanwhile. */
function procFile(pid: string, name: string): string {
  try {
    return readFileSync(`/proc/${pid}/${name}`, 'utf8').replaceAll('\0', ' ');
  } catch {
    return '';
  }
}
