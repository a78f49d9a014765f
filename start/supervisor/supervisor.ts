import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { type ManagedProcess, type ProcessSpec, startProcess } from './managedProcess.ts';
import { forgetPid, notePid } from './orphan.ts';

export interface SupervisorOptions {
  /** Where process numbers are noted, for the next start to end what this one could not. */
  runFolder: string;
  /** Is told about processes that ended on their own, in one line. */
  onTrouble: (line: string) => void;
}

export type Readiness<T> = (spec: ProcessSpec, started: ManagedProcess) => Promise<T>;

export interface Supervisor {
  /** Starts a process, waits until it is ready, and from then on starts it again whenever it ends. */
  start<T>(spec: ProcessSpec, ready: Readiness<T>): Promise<T>;
  /** Stops all processes, the last started first. Safe to call while others are being started. */
  stop(): Promise<void>;
}

const firstPauseMs = 500;
const longestPauseMs = 30_000;
/** A process that lived this long is trusted again: the next pause is short. */
const settledMs = 60_000;

export function createSupervisor({ runFolder, onTrouble }: SupervisorOptions): Supervisor {
  mkdirSync(runFolder, { recursive: true });
  const running: Map<string, ManagedProcess> = new Map();
  const stopping = new AbortController();

  async function launch<T>(spec: ProcessSpec, ready: Readiness<T>): Promise<{ started: ManagedProcess; value: T }> {
    const pidFile = join(runFolder, `${spec.name}.pid`);
    stopping.signal.throwIfAborted();
    const started = await startProcess(spec);
    notePid(pidFile, started.pid, spec.stopSignal);
    running.delete(spec.name);
    running.set(spec.name, started);
    try {
      return { started, value: await ready(spec, started) };
    } catch (error) {
      await started.stop();
      throw error;
    }
  }

  async function keepAlive<T>(spec: ProcessSpec, ready: Readiness<T>, first: ManagedProcess): Promise<void> {
    let ended = first.ended;
    let pauseMs = firstPauseMs;
    for (;;) {
      const since = performance.now();
      const how = await ended;
      if (performance.now() - since > settledMs) pauseMs = firstPauseMs;
      if (stopping.signal.aborted) return;
      onTrouble(`${spec.name} ended with ${how}; starting it again in ${pauseMs / 1000} s (log: ${spec.logFile})`);
      await wait(pauseMs, undefined, { signal: stopping.signal }).catch(() => undefined);
      if (stopping.signal.aborted) return;
      pauseMs = Math.min(pauseMs * 2, longestPauseMs);
      try {
        ended = (await launch(spec, ready)).started.ended;
      } catch (error) {
        ended = Promise.resolve(firstLine(error));
      }
    }
  }

  return {
    async start(spec, ready) {
      const { started, value } = await launch(spec, ready);
      void keepAlive(spec, ready, started);
      return value;
    },
    async stop() {
      stopping.abort();
      for (const [name, started] of [...running].reverse()) {
        await started.stop();
        forgetPid(join(runFolder, `${name}.pid`));
      }
    },
  };
}

function firstLine(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.split('\n')[0] ?? text;
}
