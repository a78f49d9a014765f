import { CancellationScope, condition, patched } from '@temporalio/workflow';
import type { MigrationPlan } from '../../contract/plan.ts';
import { snapshotOld, snapshotOldCode } from '../../domain/snapshotFinding.ts';
import type { MigrationRun } from './migrationRun.ts';

/**
 * Tells when the snapshot that was just taken stands for too long, whatever keeps it: a long copy, a pause, a park.
 * The finding goes with the snapshot.
 */
export function watchSnapshotAge(run: MigrationRun): void {
  const { internals, migration } = run;
  // Plans of earlier releases have no such field.
  const policy: MigrationPlan['snapshots'] | undefined = migration.plan.snapshots;
  const hours = policy?.maximumAgeHours;
  if (hours === undefined || !patched('snapshot-age')) return;
  const watched = internals.snapshot;
  const gone = () => internals.snapshot !== watched;
  // Outside of the stage's scope: a pause that stops the work does not remove the snapshot.
  void CancellationScope.nonCancellable(async () => {
    if (await condition(gone, Math.ceil(hours * 3_600_000))) return;
    run.addFinding(snapshotOld(migration.vm.name, hours, internals.snapshotAt ?? 0));
    await condition(gone);
    run.change((state) => {
      state.findings = state.findings.filter((finding) => finding.code !== snapshotOldCode);
    });
  });
}
