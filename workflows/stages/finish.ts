import type { Leftover } from '../../contract/migration.ts';
import { control, removal } from '../run/activities.ts';
import { explain } from '../run/failure.ts';
import type { MigrationRun } from '../run/migrationRun.ts';
import { stage } from '../run/stage.ts';
import { requireUntouched } from './cutover.ts';
import { forgetTransfer } from './unwind.ts';

/**
 * Removes what is no longer needed, lists what is left, and signs the certificate last: a run that can still be told to
 * go back has none, and the way back takes away one that was signed meanwhile.
 */
export async function finish(run: MigrationRun): Promise<void> {
  await stage(run, 'finish', async () => {
    const { migration, internals } = run;
    if (!migration.pointOfNoReturn && internals.snapshot !== null) await requireUntouched(run);
    const merging = await removeSnapshots(run);
    internals.snapshot = null;
    const kept = await control.dropArtifacts({ migrationId: migration.id });
    const source = await control.sourceLeftovers({ migration });
    const target = await control.targetLeftovers({ migration });
    const journals: Leftover[] = [];
    await forgetTransfer(run, journals);
    run.change((state) => {
      state.leftovers = [...source, ...merging, ...target, ...kept, ...journals];
    });
    const certificateId = await control.issueCertificate({ migration, uuid: internals.uuid ?? '' });
    run.change((state) => {
      state.certificateId = certificateId;
    });
  });
}

/** The target is proven by now: a removal whose time is up is told, and does not keep the certificate back. */
async function removeSnapshots({ migration }: MigrationRun): Promise<Leftover[]> {
  try {
    await removal.removeSnapshots({ migrationId: migration.id, plan: migration.plan });
    return [];
  } catch (error) {
    const { code, message, remedy } = explain(error);
    if (code !== 'source.snapshot-not-removed') throw error;
    return [{ system: 'source', kind: 'consolidation', ref: migration.vm.ref, reason: message, remove: remedy }];
  }
}
