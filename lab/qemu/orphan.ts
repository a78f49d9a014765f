import { readFile, rm, writeFile } from 'node:fs/promises';

/** Names a process beyond its number, which the kernel gives out again: its start in clock ticks since boot. */
interface ProcessMark {
  pid: number;
  startTicks: string;
}

/** Remembers a child in a file, so that the next start can end it should its parent be killed. */
export async function markProcess(pidFile: string, pid: number): Promise<void> {
  const startTicks = await startTicksOf(pid);
  if (startTicks === undefined) return;
  await writeFile(pidFile, JSON.stringify({ pid, startTicks } satisfies ProcessMark));
}

export async function forgetProcess(pidFile: string): Promise<void> {
  await rm(pidFile, { force: true });
}

/**
 * Ends the process that a killed parent left behind, and waits until it is gone: it may hold locks on disk images. It
 * gets some time to close them in good order first.
 * @returns its number, or undefined when there was none
 */
export async function reapOrphan(pidFile: string, patienceMs = 5_000): Promise<number | undefined> {
  const mark = await readMark(pidFile);
  if (mark === undefined) return undefined;
  const alive = async () => (await startTicksOf(mark.pid)) === mark.startTicks;
  const found = await alive();
  if (found) {
    signal(mark.pid, 'SIGTERM');
    const killAt = performance.now() + patienceMs;
    while (await alive()) {
      if (performance.now() > killAt) signal(mark.pid, 'SIGKILL');
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }
  await forgetProcess(pidFile);
  return found ? mark.pid : undefined;
}

/** It may have ended by itself a moment ago. */
function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // Gone.
  }
}

async function readMark(pidFile: string): Promise<ProcessMark | undefined> {
  try {
    return JSON.parse(await readFile(pidFile, 'utf8')) as ProcessMark;
  } catch {
    return undefined;
  }
}

/** Field 22 of proc_pid_stat(5); the second field is the name in brackets and may hold spaces. A zombie counts as gone. */
async function startTicksOf(pid: number): Promise<string | undefined> {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' || fields[0] === 'X' ? undefined : fields[19];
  } catch {
    return undefined;
  }
}
