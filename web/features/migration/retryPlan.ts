import type { Migration, StageName } from '../../../contract/migration.ts';
import type { MigrationPlan } from '../../../contract/plan.ts';

/** Stages that have not yet put anything on the storage, or put it there anew when they are tried again. */
const placing = new Set<StageName>(['preflight', 'provision', 'import']);

/** Once a disk has its volume the storage is settled: a retry with another one is refused. */
export function mayChangeStorage({ parked, disks }: Pick<Migration, 'parked' | 'disks'>): boolean {
  return parked !== null && placing.has(parked.stage) && disks.every(({ volume }) => volume === null);
}

/** The same plan with another storage for every disk that was meant for the old one. */
export function planWithStorage(plan: MigrationPlan, storage: string): MigrationPlan {
  const old = plan.target.storage;
  return {
    ...plan,
    target: { ...plan.target, storage },
    // A format belongs to the storage that it was chosen for.
    disks: plan.disks.map((disk) => (disk.storage === old ? { diskId: disk.diskId, storage } : disk)),
  };
}

/** The same plan, in which a guest that does not shut down in time is powered off. */
export function planWithPowerOff(plan: MigrationPlan): MigrationPlan {
  return { ...plan, shutdown: { ...plan.shutdown, onTimeout: 'power-off' } };
}
