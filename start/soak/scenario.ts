import { drawFault } from '../../cli/chaos/drawFault.ts';
import { SeededRandom } from '../../cli/chaos/seededRandom.ts';
import type { KnownFault } from '../../cli/labControl.ts';
import type { LabFaultRequest, LabInfo } from '../../contract/lab.ts';
import type { MigrationPlanInput } from '../../contract/plan.ts';

type Way = Pick<MigrationPlanInput, 'strategy' | 'route' | 'transport' | 'compression'> & { storage: string };

/** One migration of the soak: what is moved how, and what goes wrong meanwhile. */
export interface Scenario {
  seed: number;
  vm: string;
  way: Way;
  faults: { lab: LabInfo['kind']; fault: LabFaultRequest }[];
  /** Ended with SIGKILL so long after the beginning. */
  kills: { process: string; afterMs: number }[];
  /** Cancelled so long after the beginning; null: it is to complete. */
  cancelAfterMs: number | null;
}

export type KnownFaults = Record<LabInfo['kind'], readonly KnownFault[]>;

const herdSize = 22;
const ways: Way[] = [
  { strategy: 'warm', route: 'direct', transport: 'https', storage: 'local' },
  { strategy: 'warm', route: 'direct', transport: 'https', storage: 'local-thin' },
  { strategy: 'cold', route: 'direct', transport: 'https', storage: 'local' },
  { strategy: 'cold', route: 'direct', transport: 'nfc', storage: 'local' },
  { strategy: 'cold', route: 'staged', transport: 'https', storage: 'local' },
  { strategy: 'cold', route: 'staged', transport: 'nfc', storage: 'local', compression: 'zstd' },
];
/** Every process of the product, and what it stands on; the labs play the systems that are not ours to restart. */
const mortals = ['worker-mover', 'worker-control', 'api', 'temporal', 'postgres'];
const mostFaults = 3;
const killWithinMs = 8_000;
const cancelWithinMs = 6_000;

/** The same for the same seed, as long as the labs know the same faults. */
export function drawScenario(seed: number, known: KnownFaults): Scenario {
  const random = new SeededRandom(seed);
  const vm = `herd-${String(1 + random.below(herdSize)).padStart(2, '0')}`;
  const way = random.pick(ways);
  const faults = Array.from({ length: 1 + random.below(mostFaults) }, () => {
    const lab = random.pick(['vsphere', 'proxmox'] as const);
    return { lab, fault: drawFault(random, known[lab]) };
  });
  const kills =
    random.below(2) === 0 ? [] : [{ process: random.pick(mortals), afterMs: 500 + random.below(killWithinMs) }];
  const cancelAfterMs = random.below(5) === 0 ? random.below(cancelWithinMs) : null;
  return { seed, vm, way, faults, kills, cancelAfterMs };
}

/** In one line. */
export function describeScenario({ seed, vm, way, faults, kills, cancelAfterMs }: Scenario): string {
  const what = [way.strategy, way.route, way.transport, way.storage].join(' ');
  const trouble = faults.map(({ lab, fault }) => `${lab} ${fault.name} x${fault.count} after ${fault.skip}`);
  const deaths = kills.map(({ process, afterMs }) => `kill ${process} after ${afterMs} ms`);
  const cancel = cancelAfterMs === null ? [] : [`cancel after ${cancelAfterMs} ms`];
  return `seed ${seed}: ${vm} ${what}; ${[...trouble, ...deaths, ...cancel].join(', ')}`;
}
