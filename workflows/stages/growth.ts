import { ApplicationFailure } from '@temporalio/workflow';
import { diskGrown } from '../../domain/growthFinding.ts';
import type { SourceSnapshot } from '../../ports/sourcePlatform.ts';
import { control } from '../run/activities.ts';
import type { MigrationRun } from '../run/migrationRun.ts';

/**
 * Takes disks as they are in the snapshot, where they have grown since they were last looked at: a larger volume, and
 * all of the disk in the next copy. Only after an operator has agreed does a snapshot with such a disk get here.
 */
export async function adoptGrowth(run: MigrationRun, snapshot: SourceSnapshot): Promise<void> {
  const { migration, internals } = run;
  for (const disk of internals.disks) {
    const { capacityBytes } = snapshot.disks.find(({ id }) => id === disk.id) ?? disk;
    if (capacityBytes <= disk.capacityBytes) continue;
    if (disk.volume === null || migration.targetVm === null) {
      throw ApplicationFailure.nonRetryable(`Disk ${disk.id} has no volume.`, 'internal');
    }
    const { plan, targetVm } = migration;
    disk.volume = await control.growVolume({ plan, targetVm, volume: disk.volume, capacityBytes });
    run.addFinding(diskGrown(run.label(disk.id), disk.capacityBytes, capacityBytes));
    disk.capacityBytes = capacityBytes;
    disk.changeId = null;
    run.change((state) => {
      for (const shown of state.disks) if (shown.id === disk.id) shown.capacityBytes = capacityBytes;
    });
  }
  run.growthAccepted = false;
}
