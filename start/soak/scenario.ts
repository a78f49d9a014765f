import { drawFault } from '../../cli/chaos/drawFault.ts';
import { SeededRandom } from '../../cli/chaos/seededRandom.ts';
import type { KnownFault } from '../../cli/labControl.ts';
import type { LabFaultRequest, LabInfo } from '../../contract/lab.ts';
import type { StageName } from '../../contract/migration.ts';
import type { MigrationPlanInput } from '../../contract/plan.ts';
import { demoVmName } from '../demo/plan.ts';
import { stagesOf } from './stages.ts';

type Way = Pick<MigrationPlanInput, 'strategy' | 'route' | 'transport' | 'compression'> & { storage: string };

/** One migration of the soak: what is moved how, and what goes wrong meanwhile. */
export interface Scenario {
  seed: number;
  vm: string;
  /** The VM has an operating system: it is booted at the target, and asked what it finds on its disk. */
  boots: boolean;
  way: Way;
  /** Ended with SIGKILL when the migration is in the stage. */
  kills: { process: Mortal; at: StageName }[];
  /** Cancelled when it is in the stage; null: it is to complete. */
  cancelAt: StageName | null;
  faults: { lab: LabInfo['kind']; fault: LabFaultRequest }[];
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
export const mortals = ['worker-mover', 'worker-control', 'api', 'temporal', 'postgres', 'minio'] as const;
type Mortal = (typeof mortals)[number];
const mostFaults = 3;
const mostKills = 3;

/**
 * The same for the same seed, as long as the labs know the same faults. Faults are drawn last: a lab that learns
 * another one changes nothing else.
 */
export function drawScenario(seed: number, known: KnownFaults): Scenario {
  const random = new SeededRandom(seed);
  const boots = random.below(6) === 0;
  const vm = boots ? demoVmName : `herd-${String(1 + random.below(herdSize)).padStart(2, '0')}`;
  const way = random.pick(ways);
  const stages = stagesOf(way, boots);
  const kills = Array.from({ length: random.below(mostKills + 1) }, () => ({
    process: random.pick(mortals),
    at: random.pick(stages),
  }));
  const cancelAt = random.below(5) === 0 ? random.pick(stages) : null;
  const faults = Array.from({ length: 1 + random.below(mostFaults) }, () => {
    const lab = random.pick(['vsphere', 'proxmox'] as const);
    return { lab, fault: drawFault(random, known[lab]) };
  });
  return { seed, vm, boots, way, kills, cancelAt, faults };
}

/** In one line. */
export function describeScenario({ seed, vm, way, kills, cancelAt, faults }: Scenario): string {
  const what = [way.strategy, way.route, way.transport, way.storage].join(' ');
  const trouble = faults.map(({ lab, fault }) => `${lab} ${fault.name} x${fault.count} after ${fault.skip}`);
  const deaths = kills.map(({ process, at }) => `kill ${process} in ${at}`);
  const cancel = cancelAt === null ? [] : [`cancel in ${cancelAt}`];
  return `seed ${seed}: ${vm} ${what}; ${[...trouble, ...deaths, ...cancel].join(', ')}`;
}
