import { readFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import type { ManagedProcess, ProcessSpec } from './managedProcess.ts';

/** A started process did not become ready; the message says why and quotes the end of its log. */
export class NotReadyError extends Error {
  constructor(spec: ProcessSpec, reason: string) {
    super(`${spec.name} ${reason}; the end of ${spec.logFile}:\n${endOfLog(spec.logFile)}`);
    this.name = 'NotReadyError';
  }
}

/** Asks `probe` until it answers without throwing; gives up when the process ends or the time is over. */
export async function waitUntilReady<T>(
  spec: ProcessSpec,
  started: ManagedProcess,
  probe: () => Promise<T>,
  timeoutMs = 60_000,
): Promise<T> {
  const deadline = performance.now() + timeoutMs;
  for (let pauseMs = 20; ; pauseMs = Math.min(pauseMs * 1.5, 500)) {
    try {
      return await probe();
    } catch (error) {
      if (started.hasEnded()) throw new NotReadyError(spec, `ended with ${await started.ended}`);
      if (performance.now() > deadline) {
        throw new NotReadyError(spec, `was not ready after ${timeoutMs / 1000} s (${reasonOf(error)})`);
      }
      await wait(pauseMs);
    }
  }
}

/** Waits for the first line of standard output that is a JSON object, which our own processes print when ready. */
export function waitForReadyLine<T>(spec: ProcessSpec, started: ManagedProcess, timeoutMs = 60_000): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(
      () => reject(new NotReadyError(spec, `was not ready after ${timeoutMs / 1000} s`)),
      timeoutMs,
    );
    started.onLine((line) => {
      if (!line.startsWith('{')) return;
      clearTimeout(timer);
      resolve(JSON.parse(line) as T);
    });
    started.ended.then((how) => {
      clearTimeout(timer);
      reject(new NotReadyError(spec, `ended with ${how}`));
    });
  });
}

function endOfLog(file: string): string {
  try {
    return readFileSync(file, 'utf8').trimEnd().split('\n').slice(-12).join('\n');
  } catch {
    return '(empty)';
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
