import { setTimeout as delay } from 'node:timers/promises';
import { DroverError } from '../../../contract/errors.ts';
import type { ProxmoxClient } from '../proxmoxClient.ts';
import { segment } from '../transport/parameters.ts';
import { parseUpid } from './upid.ts';
import { stopTask, type TaskWait, waitForTask } from './waitForTask.ts';

export interface TaskStart extends TaskWait {
  node: string;
  /** Task type, e.g. `qmcreate`. A start of a VM under HA has another. */
  types: readonly string[];
  /** The id part of its task, e.g. the VM id. */
  id: string;
  /** Sends the call; a task id, or null when it was over at once. Called again only after it surely did not happen. */
  send(): Promise<unknown>;
  /** Tells from the objects themselves whether it has happened, for when no task can be found. */
  happened(): Promise<boolean>;
}

/** How long to look for traces of a call whose end nobody told. */
const lookPausesMs = [200, 400, 800, 1_600, 3_000];
const sends = 3;

/**
 * Starts a task and waits for its end. When the reply got lost, looks for the task and at the objects before
 * anything is repeated.
 */
export async function runTask(client: ProxmoxClient, start: TaskStart, signal: AbortSignal): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    const since = client.clock.nowSeconds() - 2;
    try {
      const upid = await start.send();
      if (typeof upid === 'string') await waitForTask(client, upid, start, signal);
      return;
    } catch (error) {
      if (signal.aborted && start.stopOnAbort === true) await stopUnseen(client, start, since);
      if (!isOutcomeUnknown(error)) throw error;
      const found = await findTrace(client, start, since, signal);
      if (found === 'happened') return;
      if (found !== undefined) {
        await waitForTask(client, found, start, signal);
        return;
      }
      if (attempt >= sends) throw error;
    }
  }
}

export function isOutcomeUnknown(error: unknown): boolean {
  return error instanceof DroverError && error.code === 'platform.outcome-unknown';
}

/** Our call may have been on its way when we were aborted, so that nobody has told us of its task. */
async function stopUnseen(client: ProxmoxClient, start: TaskStart, since: number): Promise<void> {
  const signal = AbortSignal.timeout(10_000);
  try {
    const upid = await findTask(client, start, since, signal);
    if (upid !== undefined) await stopTask(client, upid);
  } catch {
    // As in stopTask: what it makes carries the migration's mark.
  }
}

async function findTrace(
  client: ProxmoxClient,
  start: TaskStart,
  since: number,
  signal: AbortSignal,
): Promise<string | undefined> {
  for (const pause of lookPausesMs) {
    const upid = await findTask(client, start, since, signal);
    if (upid !== undefined) return upid;
    if (await start.happened()) return 'happened';
    await delay(pause, undefined, { signal });
  }
  return undefined;
}

/** The newest task of this kind that began since then and that nobody here waits for yet. */
async function findTask(
  client: ProxmoxClient,
  start: TaskStart,
  since: number,
  signal: AbortSignal,
): Promise<string | undefined> {
  const tasks = await client.api(signal).nodes.$(segment(start.node)).tasks.$get({ source: 'all', since, limit: 500 });
  return tasks
    .map(({ upid }) => ({ upid, parsed: parseUpid(upid) }))
    .filter(
      ({ upid, parsed }) =>
        parsed !== undefined &&
        start.types.includes(parsed.type) &&
        parsed.id === start.id &&
        parsed.startedAtSeconds >= since &&
        !client.knows(upid),
    )
    .sort((a, b) => (b.parsed?.startedAtSeconds ?? 0) - (a.parsed?.startedAtSeconds ?? 0))[0]?.upid;
}
