import { ApplicationFailure } from '@temporalio/workflow';
import type { FailureDetails } from '../../activities/failure.ts';
import { blockers } from '../../domain/preflight/judge.ts';
import { control } from '../run/activities.ts';
import type { MigrationRun } from '../run/migrationRun.ts';
import { stage } from '../run/stage.ts';

/** Looks at both sides and settles strategy, route and transport. Blockers park the run before anything is made. */
export async function preflight(run: MigrationRun): Promise<void> {
  await stage(run, 'preflight', async () => {
    const seen = await control.preflight({ plan: run.migration.plan, migrationId: run.migration.id });
    run.internals.moverQueue = seen.moverQueue;
    run.internals.disks = seen.disks.map((disk) => ({ ...disk, changeId: null, volume: null, image: null }));
    run.internals.uuid = seen.uuid;
    run.internals.node = seen.node;
    if (seen.tracked !== undefined) run.internals.trackedBefore = seen.tracked;
    if (seen.durations !== undefined) run.internals.durations = seen.durations;
    run.change((migration) => {
      migration.strategy = seen.report.strategy;
      migration.route = seen.report.route;
      migration.transport = seen.report.transport;
      migration.findings = seen.report.findings;
      migration.disks = seen.disks.map(({ id, label, capacityBytes }) => ({
        id,
        label,
        capacityBytes,
        volume: null,
        rounds: [],
        ledgerRoot: null,
        targetRoot: null,
      }));
    });
    const found = blockers(seen.report.findings);
    if (found.length === 0) return;
    const details: FailureDetails = {
      remedy: 'Mend what the findings name, then retry.',
      evidence: found.map((finding) => `${finding.code}: ${finding.subject}: ${finding.evidence} ${finding.remedy}`),
    };
    throw ApplicationFailure.create({
      type: 'migration.refused',
      message: `Preflight found ${found.length} blocker${found.length === 1 ? '' : 's'}: ${found.map((finding) => finding.code).join(', ')}.`,
      nonRetryable: true,
      details: [details],
    });
  });
}
