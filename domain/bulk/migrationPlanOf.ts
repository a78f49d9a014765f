import type { BulkPlan, VmOverrides } from '../../contract/bulkPlan.ts';
import type { MigrationPlanInput } from '../../contract/plan.ts';
import type { Preset } from '../../contract/preset.ts';
import type { DiskSpec } from '../../contract/vm.ts';

/** What a plan gives its VMs, all but their own. */
export type PlanGround = Pick<BulkPlan, 'id' | 'settings'> & { preset: Preset };

/**
 * The plan of one VM: the preset says whereto, the settings how, and what the VM has of its own goes before both.
 * @param disks of the VM, for rows by datastore; without them every disk goes to the storage for all
 */
export function migrationPlanOf(
  { id, settings, preset }: PlanGround,
  vm: { ref: string; overrides: VmOverrides },
  disks: Pick<DiskSpec, 'id' | 'datastore'>[],
): MigrationPlanInput {
  const { target, hardware, disks: ownDisks = [], networks: ownNetworks = [], ...own } = vm.overrides;
  const mapped = disks.flatMap(({ id: diskId, datastore }) => {
    const row = preset.datastores.find((mapping) => mapping.datastore === datastore);
    if (row === undefined || ownDisks.some((disk) => disk.diskId === diskId)) return [];
    return [{ diskId, storage: row.storage, ...(row.format === undefined ? {} : { format: row.format }) }];
  });
  const networks = preset.networks.filter(({ network }) => !ownNetworks.some((row) => row.network === network));
  return {
    ...settings,
    ...own,
    source: { connectionId: preset.sourceConnectionId, vm: vm.ref },
    target: {
      connectionId: preset.targetConnectionId,
      ...(preset.node === null ? {} : { node: preset.node }),
      storage: preset.storage,
      ...(preset.stagingStorage === null ? {} : { stagingStorage: preset.stagingStorage }),
      ...(preset.pool === null ? {} : { pool: preset.pool }),
      ...target,
    },
    hardware: { ...preset.hardware, ...hardware },
    disks: [...ownDisks, ...mapped],
    networks: [...ownNetworks, ...networks],
    planId: id,
  };
}
