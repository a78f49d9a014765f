import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { ApiProblem } from '../../client/apiProblem.ts';
import type { MigrationPlanInput } from '../../contract/plan.ts';
import { patiently } from '../../start/soak/attend.ts';
import { type ScaleStack, say } from './scaleStack.ts';
import { network } from './tinyMachines.ts';

/** Runs that are on their way to their first hold: more would only wait for each other. */
const mostOnTheirWay = 24;
/** Requests at once: each waits for a preflight. */
const requestsAtOnce = 6;
const lookMs = 2_000;
const tellMs = 15_000;
/** Without any progress for so long the bench gives up. */
const patienceMs = 15 * 60_000;

export interface RunCounts {
  open: number;
  /** Have had their baseline. */
  settled: number;
  /** Ids of runs that parked or ended, with the reason. */
  failed: Map<string, string>;
}

/** Warm, no cutover but by hand, so that a run stays open. */
export function warmPlan({ sourceId, targetId }: ScaleStack, vm: string, intervalSeconds: number): MigrationPlanInput {
  return {
    source: { connectionId: sourceId, vm },
    target: { connectionId: targetId, node: 'pve1', storage: 'local', stagingStorage: 'local' },
    strategy: 'warm',
    route: 'direct',
    networks: [{ network, bridge: 'vmbr0' }],
    delta: { intervalSeconds, minimumRounds: 1 },
    cutover: { mode: 'manual' },
    startTarget: false,
    tags: ['bench'],
  };
}

/** Opens migrations of the next VMs until so many are open, and waits until all have had their baseline. */
export async function openRuns(
  stack: ScaleStack,
  wanted: number,
  { intervalSeconds, opened }: { intervalSeconds: number; opened: string[] },
): Promise<RunCounts> {
  const { api, signal } = stack;
  let progressAt = performance.now();
  let toldAt = 0;
  let before = -1;
  for (;;) {
    signal.throwIfAborted();
    const counts = await countRuns(stack, opened);
    const done = counts.settled + counts.failed.size;
    if (done >= wanted) return counts;
    if (done !== before) progressAt = performance.now();
    before = done;
    if (performance.now() - progressAt > patienceMs) {
      throw new Error(`For ${patienceMs / 60_000} minutes none of ${wanted - done} runs has come to its first hold.`);
    }
    if (performance.now() - toldAt > tellMs) {
      toldAt = performance.now();
      say(`opening ${wanted}: ${opened.length} begun, ${counts.settled} hold, ${counts.failed.size} failed`);
    }
    const room = Math.min(wanted - opened.length, mostOnTheirWay - (opened.length - done), requestsAtOnce);
    const next = stack.vms.slice(opened.length, opened.length + Math.max(0, room));
    // Their places are taken at once: a VM that is refused is a failed run, and not begun again.
    const ids = next.map(({ name }) => `refused ${name}`);
    const at = opened.length;
    opened.push(...ids);
    await Promise.all(
      next.map(async ({ ref, name }, index) => {
        try {
          const body = warmPlan(stack, ref, intervalSeconds);
          const idempotencyKey = randomUUID();
          // A machine that is full makes the API doubt that there is a worker: a client asks again.
          const { id } = await patiently(signal, () => api.createMigration({ body, idempotencyKey }));
          opened[at + index] = id;
        } catch (error) {
          if (!(error instanceof ApiProblem)) throw error;
          opened[at + index] = `refused ${name}: ${error.problem.code} ${error.message}`;
        }
      }),
    );
    if (next.length === 0) await wait(lookMs, undefined, { signal });
  }
}

/** How the runs stand, as the projection has it. */
export async function countRuns({ database }: ScaleStack, opened: readonly string[]): Promise<RunCounts> {
  const { rows } = await database.query<{ id: string; status: string; settled: boolean; why: string | null }>(
    `select id, status, detail #>> '{parked,code}' as why,
       exists (select from migration_round where migration_id = migration.id and kind = 'baseline') as settled
     from migration where id = any($1)`,
    [opened],
  );
  const bad = ['parked', 'completed', 'cancelling', 'cancelled', 'rolled-back'];
  const failed = new Map(
    rows.filter(({ status }) => bad.includes(status)).map(({ id, status, why }) => [id, `${status} ${why ?? ''}`]),
  );
  for (const id of opened) if (id.startsWith('refused ')) failed.set(id, '');
  const good = rows.filter(({ id }) => !failed.has(id));
  return { open: good.length, settled: good.filter(({ settled }) => settled).length, failed };
}
