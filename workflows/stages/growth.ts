import { ApplicationFailure } from '@temporalio/workflow';
import { diskGrown } from '../../domain/growthFinding.ts';
import type { SourceSnapshot } from '../../ports/sourcePlatform.ts';
import type { DiskCursor } from '../messages.ts';
import { control } from '../run/activities.ts';
import type { MigrationRun } from '../run/migrationRun.ts';

/** Whether a disk is larger than it was when it was last looked at. */
export function hasGrown({ internals }: MigrationRun, snapshot: SourceSnapshot): boolean {
  return internals.disks.some((disk) => sizeIn(snapshot, disk) > disk.capacityBytes);
}

/**
 * Takes the disks that have grown as they are in the snapshot: a larger volume, and all of the disk in the next copy.
 * Only after an operator has agreed does a snapshot with such a disk get here.
 */
export async function adoptGrowth(run: MigrationRun, snapshot: SourceSnapshot): Promise<void> {
  const { migration, internals } = run;
  for (const disk of internals.disks) {
    const capacityBytes = sizeIn(snapshot, disk);
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

function sizeIn({ disks }: SourceSnapshot, { id, capacityBytes }: DiskCursor): number {
  return disks.find((disk) => disk.id === id)?.capacityBytes ?? capacityBytes;
}
