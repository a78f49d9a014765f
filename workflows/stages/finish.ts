import type { Leftover } from '../../contract/migration.ts';
import { control } from '../run/activities.ts';
import type { MigrationRun } from '../run/migrationRun.ts';
import { stage } from '../run/stage.ts';
import { requireUntouched } from './cutover.ts';
import { forgetTransfer } from './unwind.ts';

/** Removes what is no longer needed, lists what is left, and signs the certificate. */
export async function finish(run: MigrationRun): Promise<void> {
  await stage(run, 'finish', async () => {
    const { migration, internals } = run;
    if (!migration.pointOfNoReturn && internals.snapshot !== null) await requireUntouched(run);
    await control.removeSnapshots({ migrationId: migration.id, plan: migration.plan });
    internals.snapshot = null;
    const kept = await control.dropArtifacts({ migrationId: migration.id });
    const source = await control.sourceLeftovers({ migration });
    const target = await control.targetLeftovers({ migration });
    run.change((state) => {
      state.leftovers = [...source, ...target, ...kept];
    });
    const certificateId = await control.issueCertificate({ migration, uuid: internals.uuid ?? '' });
    run.change((state) => {
      state.certificateId = certificateId;
    });
    const journals: Leftover[] = [];
    await forgetTransfer(run, journals);
    if (journals.length > 0) run.change((state) => state.leftovers.push(...journals));
  });
}
