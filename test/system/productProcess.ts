import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { openSync } from 'node:fs';
import { createInterface } from 'node:readline';

/** A process of the product, as `npm start` runs it: told by its environment, ready when it prints a JSON line. */
export interface ProductProcess {
  ready(): Promise<Record<string, unknown>>;
  /** kill -9. */
  kill(): Promise<void>;
  /** Starts it again after a kill, with variables on top of its own. */
  restart(environment?: Record<string, string>): Promise<void>;
  /** Waits until it has ended by itself, or by its own hand. @returns the signal that ended it */
  ended(): Promise<NodeJS.Signals | null>;
  /** SIGTERM; returns when it has ended. */
  stop(): Promise<void>;
}

export function startProductProcess(
  script: string,
  args: string[],
  environment: Record<string, string>,
  logFile: string,
  idle = false,
): ProductProcess {
  let child: ChildProcess | null = null;
  let told: Promise<Record<string, unknown>> = Promise.resolve({});

  function start(extra: Record<string, string> = {}): void {
    const log = openSync(logFile, 'a', 0o600);
    child = spawn(process.execPath, [script, ...args], {
      env: { ...inherited(), ...environment, ...extra },
      stdio: ['ignore', 'pipe', log],
    });
    told = readyLine(child, script, logFile);
    told.catch(() => undefined);
  }
  async function end(signal: NodeJS.Signals): Promise<void> {
    const ending = child;
    child = null;
    if (ending === null || ending.exitCode !== null || ending.signalCode !== null) return;
    const exited = once(ending, 'exit');
    ending.kill(signal);
    await exited;
  }

  if (!idle) start();
  return {
    ready: () => told,
    kill: () => end('SIGKILL'),
    stop: () => end('SIGTERM'),
    async restart(extra) {
      await end('SIGKILL');
      start(extra);
      await told;
    },
    async ended() {
      const running = child;
      if (running === null) return null;
      if (running.exitCode === null && running.signalCode === null) await once(running, 'exit');
      return running.signalCode;
    },
  };
}

/** Nothing of ours, so that a process knows only what it is told. */
function inherited(): Record<string, string> {
  const names = ['PATH', 'NODE_COMPILE_CACHE'];
  return Object.fromEntries(names.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : [])));
}

async function readyLine(child: ChildProcess, script: string, logFile: string): Promise<Record<string, unknown>> {
  if (child.stdout === null) throw new Error(`${script} has no stdout.`);
  const lines = createInterface({ input: child.stdout });
  return new Promise((resolve, reject) => {
    lines.on('line', (line) => {
      if (line.startsWith('{')) resolve(JSON.parse(line) as Record<string, unknown>);
    });
    child.once('exit', (code, signal) =>
      reject(new Error(`${script} ended (${code ?? signal}) before it was ready; see ${logFile}.`)),
    );
  });
}
