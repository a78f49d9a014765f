import type { Client } from '../../client/client.ts';
import type { MigrationPlanInput } from '../../contract/plan.ts';
import type { VmSpec, VmSummary } from '../../contract/vm.ts';
import { DemoError } from './demoError.ts';

/** The lab's guest that keeps a journal of what it writes while it is moved. */
export const demoVmName = 'demo-bios';

/** Tells the demo's own migrations of that guest from those that somebody else began. */
export const demoTag = 'demo';

export interface DemoPlanParts {
  sourceId: string;
  targetId: string;
  vm: VmSpec;
  /** By the staged route, shut down first; else warm, straight into the target's volumes. */
  cold: boolean;
}

export function demoPlan({ sourceId, targetId, vm, cold }: DemoPlanParts): MigrationPlanInput {
  const networks = [...new Set(vm.nics.map(({ network }) => network))];
  return {
    source: { connectionId: sourceId, vm: vm.ref },
    target: { connectionId: targetId, node: 'pve1', storage: 'local', stagingStorage: 'local' },
    strategy: cold ? 'cold' : 'warm',
    route: cold ? 'staged' : 'direct',
    networks: networks.map((network) => ({ network, bridge: 'vmbr0' })),
    shutdown: { timeoutSeconds: 120, onTimeout: 'park' },
    // Two rounds at least, so that it is seen how little is left to do after the guest has stopped.
    delta: { intervalSeconds: 5, minimumRounds: 2 },
    cutover: { mode: 'auto' },
    tags: [demoTag],
  };
}

/** The demo VM as the source has it now, found in a fresh inventory. */
export async function findDemoVm(api: Client, sourceId: string): Promise<VmSpec> {
  await api.refreshInventory({ params: { id: sourceId } });
  const { items } = await api.listVms({ params: { id: sourceId }, query: { search: demoVmName } });
  const found: VmSummary | undefined = items.find(({ name }) => name === demoVmName);
  if (found === undefined) {
    throw new DemoError(`The source has no VM "${demoVmName}".`, 'Look at the log of the vSphere lab.');
  }
  return api.getVm({ params: { id: sourceId, ref: found.ref } });
}
