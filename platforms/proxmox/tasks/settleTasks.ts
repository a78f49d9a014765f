import { setTimeout as delay } from 'node:timers/promises';
import { DroverError } from '../../../contract/errors.ts';
import type { ProxmoxClient } from '../proxmoxClient.ts';
import { segment } from '../transport/parameters.ts';
import { parseUpid, type Upid } from './upid.ts';
import { stopTask } from './waitForTask.ts';

const pauseMs = 500;

/** What to do with a task that runs: `stop` ends work that nobody wants any more. */
export type Settlement = 'stop' | 'wait' | 'leave';

/**
 * Waits until tasks that run on a node have ended, however they end. A worker that died may have left some behind, and
 * what they make would appear after everything else was removed.
 */
export async function settleTasks(
  client: ProxmoxClient,
  node: string,
  settlement: (task: Upid) => Settlement,
  signal: AbortSignal,
): Promise<void> {
  const rows = await client.api(signal).nodes.$(segment(node)).tasks.$get({ source: 'active', limit: 500 });
  for (const { upid } of rows) {
    const task = parseUpid(upid);
    const what = task === undefined ? 'leave' : settlement(task);
    if (what === 'leave') continue;
    if (what === 'stop') await stopTask(client, upid);
    await ended(client, upid, signal);
  }
}

async function ended(client: ProxmoxClient, upid: string, signal: AbortSignal): Promise<void> {
  const node = segment(parseUpid(upid)?.node ?? '');
  const task = client.api(signal).nodes.$(node).tasks.$(segment(upid));
  try {
    while ((await task.status.$get()).status === 'running') await delay(pauseMs, undefined, { signal });
  } catch (error) {
    if (!(error instanceof DroverError && error.code === 'platform.not-found')) throw error;
  }
}
