import { setTimeout as delay } from 'node:timers/promises';
import { DroverError } from '../../../contract/errors.ts';
import type { ProxmoxClient } from '../proxmoxClient.ts';
import { segment } from '../transport/parameters.ts';
import { codeOfText } from '../transport/replyError.ts';
import { progressOf, tellingLines } from './taskLog.ts';
import { parseUpid } from './upid.ts';

export interface TaskWait {
  /** What the task does, for the error: `importing disk 0 of VM 100`. */
  purpose: string;
  progress?: (fraction: number) => void;
  /** Stop the task when our wait is aborted: for long work whose result nobody wants any more. */
  stopOnAbort?: boolean;
}

const firstPauseMs = 150;
const longestPauseMs = 2_000;

/**
 * Waits until a task has ended. Warnings are success.
 * @throws DroverError with the end of the task's log as evidence; platform.outcome-unknown when nobody knows the task
 */
export async function waitForTask(
  client: ProxmoxClient,
  upid: string,
  wait: TaskWait,
  signal: AbortSignal,
): Promise<void> {
  const parsed = parseUpid(upid);
  if (parsed === undefined) {
    throw new DroverError('platform.protocol', `Proxmox VE named no task for ${wait.purpose}.`, {
      evidence: [String(upid)],
    });
  }
  client.remember(upid);
  const task = client.api(signal).nodes.$(segment(parsed.node)).tasks.$(segment(upid));
  try {
    for (let pause = firstPauseMs; ; pause = Math.min(pause * 1.5, longestPauseMs)) {
      const { status, exitstatus } = await task.status.$get().catch((error: unknown) => {
        throw asForgotten(error, wait.purpose);
      });
      if (status === 'stopped') {
        await conclude(client, upid, exitstatus ?? '', wait, signal);
        return;
      }
      if (wait.progress !== undefined) {
        const fraction = progressOf((await task.log.$get({ limit: 0 })).map((line) => line.t));
        if (fraction !== undefined) wait.progress(fraction);
      }
      await delay(pause, undefined, { signal });
    }
  } catch (error) {
    if (signal.aborted && wait.stopOnAbort === true) await stopTask(client, upid);
    throw error;
  }
}

/** Lists of tasks are pruned, and lost with a node's disk: only what the task made can tell then how it ended. */
function asForgotten(error: unknown, purpose: string): unknown {
  if (!(error instanceof DroverError) || error.code !== 'platform.not-found') return error;
  return new DroverError('platform.outcome-unknown', `Proxmox VE has forgotten the task of ${purpose}.`, {
    evidence: error.evidence,
  });
}

async function conclude(
  client: ProxmoxClient,
  upid: string,
  exitStatus: string,
  wait: TaskWait,
  signal: AbortSignal,
): Promise<void> {
  if (exitStatus === 'OK' || /^WARNINGS: \d+$/.test(exitStatus)) {
    wait.progress?.(1);
    return;
  }
  const node = segment(parseUpid(upid)?.node ?? '');
  const log = await client.api(signal).nodes.$(node).tasks.$(segment(upid)).log.$get({ limit: 0 });
  const lines = tellingLines(log.map((line) => line.t));
  throw new DroverError(
    // The exit status is the last word; a full storage is only told further up, by the program that met it.
    /No space left|out of space/i.test(lines.join('\n')) ? 'platform.quota' : codeOfText(exitStatus),
    `Proxmox VE failed ${wait.purpose}: ${exitStatus}.`,
    { evidence: [`task: ${upid}`, ...lines] },
  );
}

/** Asks only once and for a short time: the caller is already leaving. */
export async function stopTask(client: ProxmoxClient, upid: string): Promise<void> {
  const node = segment(parseUpid(upid)?.node ?? '');
  try {
    await client.api(AbortSignal.timeout(10_000)).nodes.$(node).tasks.$(segment(upid)).$delete();
  } catch {
    // It ended by itself, or will: what it made carries the migration's mark and is removed with it.
  }
}
