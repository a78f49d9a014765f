import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Ends a supervised process at once, as a power cut would; the supervisor starts it again. @returns whether it ran */
export function killProcess(runFolder: string, name: string): boolean {
  try {
    const pid = Number.parseInt(readFileSync(join(runFolder, `${name}.pid`), 'utf8'), 10);
    process.kill(pid, 'SIGKILL');
    return true;
  } catch {
    // It is being started again just now.
    return false;
  }
}
