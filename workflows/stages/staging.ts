import { ApplicationFailure } from '@temporalio/workflow';
import type { MoverActivities } from '../../activities/index.ts';
import { controlQueue } from '../names.ts';
import { control, importDisk } from '../run/activities.ts';
import { type MigrationRun, now } from '../run/migrationRun.ts';
import { onMover } from '../run/onMover.ts';
import { stage, together } from '../run/stage.ts';
import { requireUntouched, targetOf } from './cutover.ts';

/** Staged route: each disk of the quiet VM becomes an image in the artifact store, in one pass. */
export async function exportImages(run: MigrationRun): Promise<void> {
  await stage(run, 'export', async () => {
    if (run.internals.copied !== 'export') await exportDisks(run);
    run.internals.copied = 'export';
    await requireUntouched(run);
  });
}

async function exportDisks(run: MigrationRun): Promise<void> {
  const { migration, internals } = run;
  const number = internals.nextRound;
  const snapshot = await control.takeSnapshot({
    migrationId: migration.id,
    plan: migration.plan,
    round: number,
    quiesce: false,
    disks: migration.disks,
  });
  internals.snapshot = snapshot.ref;
  await together(
    internals.disks.map((disk) => async () => {
      const { transport } = migration;
      if (transport === null) throw ApplicationFailure.nonRetryable('Preflight chose no transport.', 'internal');
      const work = { queue: internals.moverQueue ?? controlQueue, summary: `export: ${run.label(disk.id)}` };
      const done = await onMover(run, work, (exporter: Pick<MoverActivities, 'exportDisk'>, epoch) =>
        exporter.exportDisk({
          migrationId: migration.id,
          plan: migration.plan,
          transport,
          diskId: disk.id,
          capacityBytes: disk.capacityBytes,
          round: number,
          snapshot: snapshot.ref,
          epoch,
        }),
      );
      disk.image = { artifact: done.artifact, sha256: done.artifactSha256, bytes: done.artifactBytes };
      // What an earlier cutover imported is of another image.
      disk.formerVolume = disk.volume?.volume ?? disk.formerVolume ?? null;
      disk.volume = null;
      const { changedBytes, readBytes, writtenBytes, ms, root } = done;
      const changeId = snapshot.disks.find((frozen) => frozen.id === disk.id)?.changeId ?? null;
      disk.changeId = changeId;
      run.addRound(disk.id, {
        round: number,
        kind: 'export',
        changedBytes,
        readBytes,
        writtenBytes,
        ms,
        endedAt: now(),
        changeId,
        root,
        full: true,
      });
    }),
  );
}

/** The target fetches the images and imports them as volumes, one after another: they share its disks. */
export async function importImages(run: MigrationRun): Promise<void> {
  await stage(run, 'import', async () => {
    for (const disk of run.internals.disks) {
      if (disk.image === null || disk.volume !== null) continue;
      const volume = await importDisk({
        migrationId: run.migration.id,
        plan: run.migration.plan,
        targetVm: targetOf(run),
        diskId: disk.id,
        round: run.internals.nextRound,
        image: disk.image,
        replaces: disk.formerVolume ?? undefined,
        disks: run.migration.disks.map(({ id, label }) => ({ id, label })),
      });
      disk.volume = volume;
      disk.formerVolume = null;
      run.change((migration) => {
        for (const shown of migration.disks) if (shown.id === disk.id) shown.volume = volume.volume;
      });
    }
  });
}
