import { readdirSync, readFileSync } from 'node:fs';
import type { Canaries } from './canaries.ts';

/**
 * What everybody on the machine sees of processes: arguments of all, and the environment of those of the product and of
 * whatever they have started. @returns a look at those that have come since the last; children are short-lived
 */
export function watchProcesses(canaries: Canaries): () => void {
  const known = new Map<string, { ours: boolean }>();
  const isOurs = (pid: string | undefined): boolean => {
    if (pid === undefined || pid === '0') return false;
    return known.get(pid)?.ours ?? (isProduct(pid) || isOurs(parentOf(pid)));
  };
  return () => {
    for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name) && !known.has(name))) {
      const ours = isOurs(pid);
      known.set(pid, { ours });
      const line = procFile(pid, 'cmdline');
      canaries.note('arguments of all processes', line);
      if (ours) canaries.note('processes of the product', `${line}\n${procFile(pid, 'environ')}`);
    }
  };
}

function isProduct(pid: string): boolean {
  return /(api|worker)\/main\.ts/.test(procFile(pid, 'cmdline'));
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
