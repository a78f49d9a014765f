import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { processIdentity } from '../fileLock.mjs';

/** What Debian's packages ask whether they may start their services (invoke-rc.d(8): 101 forbids it). */
export const policyFile = '/usr/sbin/policy-rc.d';

const mark = '# Drover wrote this while it installed packages, and removes it: process ';
const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Keeps services from being started while `work` runs, unless the machine has a policy of its own. */
export async function withoutServices(work: () => Promise<void>, file = policyFile): Promise<void> {
  removeAbandonedPolicy(file);
  if (read(file) !== undefined) return work();
  const remove = () => rmSync(file, { force: true });
  const interrupted = (name: NodeJS.Signals) => {
    remove();
    // Without anybody else who listens the signal would have ended us.
    if (process.listenerCount(name) > 1) return;
    process.off(name, interrupted);
    process.kill(process.pid, name);
  };
  for (const name of signals) process.on(name, interrupted);
  process.on('exit', remove);
  try {
    writeFileSync(file, `#!/bin/sh\n${mark}${processIdentity(process.pid)}\nexit 101\n`, { mode: 0o755 });
    await work();
  } finally {
    remove();
    process.off('exit', remove);
    for (const name of signals) process.off(name, interrupted);
  }
}

/** Removes the policy that one of ours left behind when it was killed. */
export function removeAbandonedPolicy(file = policyFile): void {
  const owner = read(file)
    ?.split('\n')
    .find((line) => line.startsWith(mark))
    ?.slice(mark.length);
  if (owner === undefined || processIdentity(Number.parseInt(owner, 10)) === owner) return;
  try {
    rmSync(file, { force: true });
  } catch {
    // Only root may; it was root who wrote it.
  }
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
