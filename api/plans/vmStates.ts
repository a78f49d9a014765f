import type { BulkPlan, PlanVmState } from '../../contract/bulkPlan.ts';
import type { Queries } from '../../prisma/database.ts';
import { findInventoryVms } from '../../prisma/queries/inventory.ts';
import { newestMigrations } from '../../prisma/queries/planMigrations.ts';

/** How some VMs of a plan stand: what the inventory knows of each, and the newest migration that the plan started. */
export async function vmStates(
  queries: Queries,
  { planId, sourceConnectionId, vms }: Pick<BulkPlan, 'sourceConnectionId' | 'vms'> & { planId: string },
): Promise<PlanVmState[]> {
  const refs = vms.map(({ ref }) => ref);
  const seen = new Map((await findInventoryVms(queries, sourceConnectionId, refs)).map((row) => [row.ref, row]));
  const newest = new Map((await newestMigrations(queries, [planId], refs)).map((row) => [row.vmRef, row]));
  return vms.map(({ ref, overrides }) => {
    const vm = seen.get(ref);
    const migration = newest.get(ref);
    return {
      ...{ ref, name: vm?.name ?? null, capacityBytes: vm ? Number(vm.capacityBytes) : null, overrides },
      migration: migration ? { id: migration.id, status: migration.status, stage: migration.stage } : null,
    };
  });
}
