import { setTimeout as delay } from 'node:timers/promises';
import { type FaultSwitch, faultNumber, type Occasion } from '../../faults/faultSwitch.ts';
import { ApiError, messageOf } from '../http/apiError.ts';
import type { TaskContext, Worker } from './task.ts';

export interface TaskRun {
  upid: string;
  worker: Worker;
  signal: AbortSignal;
  faults: FaultSwitch;
  occasion: Occasion;
  write: (line: string) => void;
}

/**
 * Runs a worker to its end.
 * @returns the exit status: `OK`, `WARNINGS: N`, the error's text on one line, or `unexpected status` of one that was killed
 */
export async function runTask(run: TaskRun): Promise<string> {
  // Nobody is left to write a last line.
  if (run.faults.strike('worker-killed', run.occasion)) return 'unexpected status';
  let warnings = 0;
  const doom = run.faults.strike('task-fails', run.occasion);
  const failsAt = doom ? faultNumber(doom, 'percent', 0) : undefined;
  const context: TaskContext = {
    upid: run.upid,
    signal: run.signal,
    log: run.write,
    warn(line) {
      warnings += 1;
      run.write(`WARN: ${line}`);
    },
    progress(percent) {
      run.signal.throwIfAborted();
      if (failsAt !== undefined && percent >= failsAt) throw new Error(`lab fault: task failed at ${failsAt} %`);
    },
  };
  try {
    // Stopped meanwhile or not, the worker runs: it is the one that cleans up, at its first look at the signal.
    await holdBack(run).catch(() => {});
    await run.worker(context);
    // A worker without measurable progress fails after its work, which the caller cannot tell from before.
    if (failsAt !== undefined) throw new Error(`lab fault: task failed at ${failsAt} %`);
    if (run.faults.strike('task-warnings', run.occasion)) context.warn('lab fault: something is not quite right');
    const status = warnings > 0 ? `WARNINGS: ${warnings}` : 'OK';
    run.write(`TASK ${status}`);
    return status;
  } catch (error) {
    const text = run.signal.aborted ? 'received interrupt' : oneLine(error);
    run.write(`TASK ERROR: ${text}`);
    return text;
  }
}

async function holdBack(run: TaskRun): Promise<void> {
  const slow = run.faults.strike('slow-task', run.occasion);
  if (slow) await delay(faultNumber(slow, 'seconds', 10) * 1000, undefined, { signal: run.signal });
}

function oneLine(error: unknown): string {
  const details = error instanceof ApiError && error.errors ? Object.entries(error.errors) : [];
  const parts = [messageOf(error), ...details.map(([option, text]) => `${option}: ${text.trimEnd()}`)];
  const status = error instanceof ApiError && error.status !== 500 ? `${error.status} ` : '';
  return `${status}${parts.join('. ').replace('failed..', 'failed.')}`.replaceAll('\n', ' ');
}
