import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { processIdentity } from '../fileLock.mjs';

/** Notes a started process, so that the next start can end it, with its signal, if we are killed before it ends. */
export function notePid(file: string, pid: number, stopSignal: NodeJS.Signals = 'SIGTERM'): void {
  writeFileSync(file, `${processIdentity(pid) ?? ''} ${stopSignal}`);
}

export function forgetPid(file: string): void {
  rmSync(file, { force: true });
}

/** Ends the processes that an earlier, killed start left behind. Usually the kernel has been faster. */
export async function reapOrphans(folder: string): Promise<void> {
  const files = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.pid')) : [];
  await Promise.all(files.map((name) => reapOrphan(join(folder, name))));
}

async function reapOrphan(file: string): Promise<void> {
  const [identity = '', signal = 'SIGTERM'] = readFileSync(file, 'utf8').split(' ');
  const pid = Number.parseInt(identity, 10);
  const isAlive = () => identity !== '' && processIdentity(pid) === identity;
  if (isAlive()) process.kill(pid, signal);
  for (let waitedMs = 0; isAlive(); waitedMs += 50) {
    if (waitedMs === 10_000) killGroup(pid);
    if (waitedMs > 15_000) throw new Error(`Process ${pid}, left behind by an earlier start, cannot be ended.`);
    await wait(50);
  }
  forgetPid(file);
}

function killGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // Gone meanwhile.
  }
}
