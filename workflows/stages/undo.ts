import type { Parked } from '../../contract/migration.ts';
import { shutdownEnds } from '../../domain/shutdownEnds.ts';
import { cutoverStages } from '../../domain/undoCutover.ts';
import { cutoverUndone } from '../../domain/undoneFinding.ts';
import { control, removal } from '../run/activities.ts';
import { type MigrationRun, now } from '../run/migrationRun.ts';
import { stage } from '../run/stage.ts';

/**
 * Puts the source back into service after a cutover that has parked, and keeps the replica: rounds follow that copy what
 * changed since the last one whose bytes are durable. The target VM stays as it is, off: the next cutover defines it
 * anew.
 */
export async function undoCutover(run: MigrationRun, parked: Parked): Promise<void> {
  const { migration, internals } = run;
  const mayGoOffUntil = shutdownEnds(migration);
  let foundOn: boolean | undefined;
  await stage(run, 'undo', async () => {
    const { plan, id } = migration;
    const power = internals.powerBefore;
    // First of all: the source is missed, a snapshot of it is not in its way.
    if (power !== null) {
      const answer = await control.restorePower({ migrationId: id, plan, power, mayGoOffUntil });
      // A later attempt finds what the first one did.
      foundOn ??= answer.foundOn;
    }
    // Also one whose making did not tell that it was made.
    await removal.removeSnapshots({ migrationId: id, plan });
    internals.snapshot = null;
  });
  const mayGoOff = foundOn === true && mayGoOffUntil !== undefined;
  run.addFinding(cutoverUndone(migration, { parked, at: now(), mayGoOff }));
  begunAnew(run);
}

/** The next cutover finds nothing of this one, and begins when somebody says so. */
function begunAnew(run: MigrationRun): void {
  // Its first round begins at once: until that has ended nobody knows how far behind the replica is.
  Object.assign(run.internals, { powerBefore: null, lastStart: null, copied: null, lastRoundEndedAt: 0 });
  run.commandedCutoverAt = null;
  run.change((migration) => {
    migration.plan = { ...migration.plan, cutover: { mode: 'manual' } };
    migration.cutoverAt = null;
    migration.downtime = null;
    delete migration.cutoverForecast;
    // Their durations are learnt from: those of the next cutover alone are to be.
    migration.stages = migration.stages.filter(({ name }) => name !== 'undo' && !cutoverStages.has(name));
    for (const disk of migration.disks) disk.targetRoot = null;
  });
}
