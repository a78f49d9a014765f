import { randomUUID } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

/**
 * Runs `work` while this process alone holds the lock file. A lock whose process is gone is taken over.
 * Plain JavaScript, as the installer needs it before there is a Node that strips types.
 *
 * @template T
 * @param {string} file
 * @param {() => Promise<T> | T} work
 * @param {() => void} [onWait] called once when somebody else holds the lock
 * @returns {Promise<T>}
 */
export async function withFileLock(file, work, onWait) {
  await acquire(file, onWait);
  try {
    return await work();
  } finally {
    rmSync(file, { force: true });
  }
}

/**
 * What tells a process from a later one with the same number: `<pid>:<start time>`, or undefined when it is gone.
 *
 * @param {number} pid
 * @returns {string | undefined}
 */
export function processIdentity(pid) {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (error.code !== 'EPERM') return undefined;
  }
  const stat = readIfThere(`/proc/${pid}/stat`);
  if (stat === undefined) return process.platform === 'linux' ? undefined : `${pid}:`;
  // Fields count from the end of the command name, which may itself hold spaces and parentheses (proc(5)).
  const [state, ...fields] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return state === 'Z' ? undefined : `${pid}:${fields[18]}`;
}

async function acquire(file, onWait) {
  mkdirSync(dirname(file), { recursive: true });
  const mine = `${file}.${randomUUID()}`;
  let waited = false;
  writeFileSync(mine, processIdentity(process.pid) ?? String(process.pid));
  try {
    while (!tryLink(mine, file)) {
      const holder = readIfThere(file);
      if (holder === undefined) continue;
      if (processIdentity(Number.parseInt(holder, 10)) !== holder) {
        takeOver(file, holder);
        continue;
      }
      if (!waited) onWait?.();
      waited = true;
      await wait(100);
    }
  } finally {
    rmSync(mine, { force: true });
  }
}

/** Moves a dead holder's lock away; if another process was faster and the lock is a live one by now, puts it back. */
function takeOver(file, deadHolder) {
  const aside = `${file}.${randomUUID()}`;
  try {
    renameSync(file, aside);
  } catch {
    return;
  }
  if (readIfThere(aside) !== deadHolder) tryLink(aside, file);
  rmSync(aside, { force: true });
}

function tryLink(from, to) {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  }
}

function readIfThere(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
