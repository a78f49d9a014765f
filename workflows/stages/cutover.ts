import { isCancellation, log, patched } from '@temporalio/workflow';
import type { Quiesced } from '../../activities/cutover.ts';
import { carriedOn } from '../../contract/forecastNow.ts';
import { volumeIndex } from '../../domain/volumeIndex.ts';
import { control, pictureTarget, removal } from '../run/activities.ts';
import { type MigrationRun, now } from '../run/migrationRun.ts';
import { stage } from '../run/stage.ts';

/** Shuts the source down. From here the clock of the downtime runs. */
export async function quiesce(run: MigrationRun): Promise<void> {
  await stage(run, 'quiesce', async () => {
    const { plan } = run.migration;
    run.internals.copied = null;
    if (run.internals.snapshot !== null) {
      // Of a cutover that begins again: what it froze is no longer all that the source wrote.
      await removal.dropSnapshot({ plan, snapshot: run.internals.snapshot });
      run.internals.snapshot = null;
    }
    const power = await control.sourcePower({ plan });
    run.internals.powerBefore ??= power;
    if (run.migration.downtime === null && run.internals.powerBefore === 'on') {
      run.change((migration) => {
        migration.downtime = { from: now(), to: null, ms: null };
        if (migration.forecast !== null) migration.cutoverForecast = carriedOn(migration.forecast, Date.now());
      });
    }
    // Earlier releases recorded no answer.
    const quiesced: Quiesced | undefined | null = await control.quiesceSource({ plan });
    run.internals.lastStart = quiesced?.lastStart ?? null;
  });
}

/** Gives the target VM its hardware and attaches the volumes. */
export async function define(run: MigrationRun): Promise<void> {
  await stage(run, 'define', async () => {
    const { migration, internals } = run;
    await requireUntouched(run);
    const volumes = internals.disks.flatMap((disk) =>
      disk.volume ? [{ diskId: disk.id, volume: disk.volume.volume, index: volumeIndex(disk.volume.volume) }] : [],
    );
    await control.defineTarget({
      migrationId: migration.id,
      plan: migration.plan,
      targetVm: targetOf(run),
      volumes,
      requestedBy: migration.requestedBy,
    });
  });
}

/** The point of no return: once the target runs it makes writes of its own, and going back loses them. */
export async function boot(run: MigrationRun): Promise<void> {
  if (!run.migration.plan.startTarget) return;
  await stage(run, 'boot', async () => {
    const { plan, pointOfNoReturn } = run.migration;
    // A boot that is tried again: the target may have written already, so only two that run at once are still refused.
    if (pointOfNoReturn) await control.requireSourceUntouched({ plan, disks: [] });
    else await requireUntouched(run);
    run.change((migration) => {
      migration.pointOfNoReturn = true;
    });
    const booted = await control.bootTarget({ plan, targetVm: targetOf(run) });
    run.change((migration) => {
      migration.guest = booted.guest;
      if (migration.downtime === null) return;
      migration.downtime.to = booted.upAt;
      migration.downtime.ms = Date.parse(booted.upAt) - Date.parse(migration.downtime.from);
    });
    if (patched('screen-picture')) await picture(run);
  });
}

/** What the booted target's screen shows, as evidence. Without a picture the run goes on as well. */
async function picture(run: MigrationRun): Promise<void> {
  const { id, plan } = run.migration;
  const { connectionId } = plan.target;
  const input = { migrationId: id, connectionId, targetVm: targetOf(run), occasion: 'boot' as const };
  await pictureTarget(input).catch((error: unknown) => {
    if (isCancellation(error)) throw error;
    log.warn('no picture of the target was taken', { error: String(error) });
  });
}

/** Parks when the source ran after it was quiesced, or was written to: that would be lost. */
export async function requireUntouched(run: MigrationRun): Promise<void> {
  const { lastStart } = run.internals;
  const disks = run.internals.disks.map(({ id, key, capacityBytes, changeId }) => ({
    id,
    key,
    capacityBytes,
    changeId,
  }));
  await control.requireSourceUntouched({ plan: run.migration.plan, disks, lastStart });
}

export function targetOf(run: MigrationRun): { node: string; vmid: number } {
  const target = run.migration.targetVm;
  if (target === null) throw new Error('The target VM is made in provision.');
  return target;
}
