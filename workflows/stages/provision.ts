import { control } from '../run/activities.ts';
import type { MigrationRun } from '../run/migrationRun.ts';
import { onMover } from '../run/onMover.ts';
import { stage, together } from '../run/stage.ts';

/** Makes the target VM's shell and volumes, and has the mover open each volume once. */
export async function provision(run: MigrationRun): Promise<void> {
  await stage(run, 'provision', async () => {
    const { migration, internals } = run;
    const made = await control.provision({
      migrationId: migration.id,
      plan: migration.plan,
      node: internals.node ?? '',
      allocate: migration.route === 'direct',
    });
    run.change((state) => {
      state.targetVm = made.targetVm;
      for (const disk of state.disks) {
        disk.volume = made.volumes.find((entry) => entry.diskId === disk.id)?.volume.volume ?? null;
      }
    });
    for (const disk of internals.disks) {
      disk.volume = made.volumes.find((entry) => entry.diskId === disk.id)?.volume ?? null;
    }
    const queue = internals.moverQueue;
    if (migration.route !== 'direct' || queue === null) return;
    await together(
      internals.disks.map((disk) => async () => {
        const { volume, capacityBytes } = disk;
        if (volume === null) return;
        const summary = `open the volume of ${run.label(disk.id)}`;
        await onMover(run, { queue, summary }, (mover) => mover.checkVolume({ volume, capacityBytes }));
      }),
    );
  });
}
