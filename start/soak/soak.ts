import { createClient } from '../../client/client.ts';
import { ensureConnection } from '../demo/connections.ts';
import { demoVmName } from '../demo/plan.ts';
import type { Stack } from '../stack/stack.ts';
import { labOperator } from './labOperator.ts';
import { runScenario, type ScenarioResult, type SoakParts } from './runScenario.ts';
import { describeScenario, drawScenario } from './scenario.ts';

export interface SoakOptions {
  seed: number;
  /** Ends with the first run that goes on past this, or after so many runs. */
  minutes: number;
  runs: number;
  announce: (line: string) => void;
  signal: AbortSignal;
}

/** One migration after another under what its seed draws; the seeds are `seed`, `seed + 1` and so on. */
export async function soak(stack: Stack, options: SoakOptions): Promise<ScenarioResult[]> {
  const { announce, signal } = options;
  const parts = await prepare(stack, signal);
  const known = await parts.lab.knownFaults();
  const endsAt = performance.now() + options.minutes * 60_000;
  const results: ScenarioResult[] = [];
  for (let run = 0; run < options.runs && performance.now() < endsAt; run += 1) {
    const scenario = drawScenario(options.seed + run, known);
    announce(describeScenario(scenario));
    const result = await runScenario(parts, scenario);
    results.push(result);
    announce(`  ${describeResult(result)}`);
    // What is open is in the way of whatever comes next.
    if (result.status === 'open') break;
  }
  return results;
}

async function prepare({ endpoints, folder }: Stack, signal: AbortSignal): Promise<SoakParts> {
  const { product, labs } = endpoints;
  const { token } = await createClient({ baseUrl: product.url }).login({ body: product.login });
  const api = createClient({ baseUrl: product.url, token });
  const source = await ensureConnection(api, labs.vsphere);
  const target = await ensureConnection(api, labs.proxmox);
  await api.refreshInventory({ params: { id: source.id } });
  const found = (search: string) => api.listVms({ params: { id: source.id }, query: { search, limit: 100 } });
  const items = [...(await found('herd-')).items, ...(await found(demoVmName)).items];
  const refs = new Map(items.map(({ name, ref }) => [name, ref]));
  const lab = labOperator(labs, folder.labs.proxmox, signal);
  return { api, lab, sourceId: source.id, targetId: target.id, refs, runFolder: folder.run, signal };
}

function describeResult({ seed, status, parked, seconds, faults }: ScenarioResult): string {
  const waits = parked.length === 0 ? '' : `, parked with ${parked.join(', ')}`;
  if (faults.length === 0) return `${status} after ${seconds.toFixed(1)} s${waits}: as it should be`;
  return `NOT as it should be: ${faults.join('; ')} (${status} after ${seconds.toFixed(1)} s${waits})
  again: npm run soak -- --seed ${seed} --runs 1`;
}
