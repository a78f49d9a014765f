import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, type WriteStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { childEnvironment, type Environment } from '../../config/environment.ts';
import { findOnPath } from '../setup/runCommand.ts';
import type { ServiceUser } from '../setup/serviceUser.ts';

export interface ProcessSpec {
  name: string;
  command: string;
  args: string[];
  environment?: Environment;
  cwd?: string;
  user?: ServiceUser;
  /** Gets everything that the process prints. */
  logFile: string;
  /** The signal that asks it to end. */
  stopSignal?: NodeJS.Signals;
  /** After this long it is killed. */
  stopTimeoutMs?: number;
}

export interface ManagedProcess {
  pid: number;
  /** Resolves with how it ended, e.g. `exit code 1` or `signal SIGKILL`. */
  ended: Promise<string>;
  hasEnded(): boolean;
  /** Calls back with each line of standard output. */
  onLine(listener: (line: string) => void): void;
  stop(): Promise<void>;
}

/**
 * Starts a process in its own group, so that Ctrl-C reaches only us and we choose the order of stopping.
 * On Linux the kernel ends it when we are killed (setpriv --pdeathsig); elsewhere the next start reaps it.
 */
export async function startProcess(spec: ProcessSpec): Promise<ManagedProcess> {
  const stopSignal = spec.stopSignal ?? 'SIGTERM';
  const [command, args] = bindToParent(spec.command, spec.args, stopSignal);
  const log = createWriteStream(spec.logFile, { flags: 'a', mode: 0o600 });
  // A disk that is full must not end what goes on without it; the process itself will tell.
  log.on('error', () => undefined);
  const child = spawn(command, args, {
    cwd: spec.cwd,
    env: childEnvironment(spec.environment),
    uid: spec.user?.uid,
    gid: spec.user?.gid,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = endOf(child, log);
  if (child.pid === undefined) throw new Error(`${spec.name} could not be started: ${await ended}`);
  child.stderr?.pipe(log, { end: false });
  child.stdout?.pipe(log, { end: false });
  return {
    pid: child.pid,
    ended,
    hasEnded: () => child.exitCode !== null || child.signalCode !== null,
    onLine(listener) {
      if (child.stdout !== null) createInterface({ input: child.stdout }).on('line', listener);
    },
    stop: () => stopChild(child, stopSignal, spec.stopTimeoutMs ?? 10_000),
  };
}

function bindToParent(command: string, args: string[], signal: NodeJS.Signals): [string, string[]] {
  const setpriv = process.platform === 'linux' ? findOnPath('setpriv') : undefined;
  if (setpriv === undefined) return [command, args];
  return [setpriv, ['--pdeathsig', signal.replace('SIG', ''), '--', command, ...args]];
}

async function endOf(child: ChildProcess, log: WriteStream): Promise<string> {
  try {
    const [code, signal] = (await once(child, 'close')) as [number | null, string | null];
    return signal === null ? `exit code ${code}` : `signal ${signal}`;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  } finally {
    // Who is told the end quotes the log: all of it has to be there.
    await new Promise<void>((resolve) => {
      log.end(() => resolve());
    });
  }
}

async function stopChild(child: ChildProcess, signal: NodeJS.Signals, timeoutMs: number): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill(signal);
  const kill = setTimeout(() => killGroup(child), timeoutMs);
  await exited;
  clearTimeout(kill);
}

/** What is left of the whole group goes with it, e.g. PostgreSQL's backends. */
function killGroup(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    child.kill('SIGKILL');
  }
}
