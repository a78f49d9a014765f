import { setTimeout as wait } from 'node:timers/promises';
import { percentiles } from './roundLateness.ts';
import type { ScaleStack } from './scaleStack.ts';
import type { Seeded } from './seedDatabase.ts';

/** What the console asks for all day. */
function requestsOf({ api }: ScaleStack, { finishedId, inventoryId }: Seeded): Record<string, () => Promise<unknown>> {
  const params = { id: inventoryId };
  return {
    'migrations, first page': () => api.listMigrations({}),
    'migrations, open ones': () => api.listMigrations({ query: { open: 'true' } }),
    'migrations, part of a name': () => api.listMigrations({ query: { search: 'ab1' } }),
    'migrations, a name that is not there': () => api.listMigrations({ query: { search: 'nowhere' } }),
    'migration, detail': () => api.getMigration({ params: { id: finishedId } }),
    'VMs, first page': () => api.listVms({ params }),
    'VMs, part of a name': () => api.listVms({ params, query: { search: 'ab1' } }),
    'VMs, a name that is not there': () => api.listVms({ params, query: { search: 'nowhere' } }),
  };
}

export interface Latency {
  what: string;
  p50Ms: number;
  p99Ms: number;
  requests: number;
}

/** One request after another, each kind in its turn, as seen by a client on the same machine. */
export async function apiLatency(
  stack: ScaleStack,
  seeded: Seeded,
  { requests, pauseMs }: { requests: number; pauseMs: number },
): Promise<Latency[]> {
  const kinds = Object.entries(requestsOf(stack, seeded)).map(([what, send]) => ({ what, send, took: [] as number[] }));
  // What is slow only once, connections and code that is not compiled yet, is not what is asked about.
  for (const { send } of kinds) await send();
  for (let round = 0; round < requests; round += 1) {
    for (const { send, took } of kinds) {
      const from = performance.now();
      await send();
      took.push(performance.now() - from);
      if (pauseMs > 0) await wait(pauseMs, undefined, { signal: stack.signal });
    }
  }
  return kinds.map(({ what, took }) => {
    const [p50Ms = 0, p99Ms = 0] = percentiles(took, [0.5, 0.99]);
    return { what, p50Ms, p99Ms, requests: took.length };
  });
}
