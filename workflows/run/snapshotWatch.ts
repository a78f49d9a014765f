import { ApplicationFailure, CancellationScope, condition, patched } from '@temporalio/workflow';
import type { FailureDetails } from '../../activities/failure.ts';
import { errors } from '../../contract/errors.ts';
import { type ReachedCap, snapshotGivenUp, snapshotNotGivenUp, snapshotOldCode } from '../../domain/snapshotFinding.ts';
import { renews, snapshotPolicy } from '../../domain/snapshotPolicy.ts';
import { removal, watchRoomEvery } from './activities.ts';
import { explain, isStageFailure } from './failure.ts';
import type { MigrationRun } from './migrationRun.ts';
import { watchSnapshotAge } from './snapshotAge.ts';

/** vCenter refreshes what it knows of free space every half hour, and after its own tasks. */
const roomLookMs = 300_000;

/**
 * Holds the snapshot that stands to the limits of the plan, whatever keeps it: a long copy, a pause, a park. One that is
 * too old, or that leaves too little room, is given up: reading stops and it is removed; journals and ledgers stay.
 * The last snapshot of a VM that is off does not grow: its age is only told.
 *
 * Costs at most two timers and one activity in the history, however long the snapshot stands, and nothing but one timer
 * when it is gone within five minutes, as most are.
 * @param tracked changes of every disk are told
 */
export function watchSnapshot(run: MigrationRun, round: { kind: string; tracked: boolean }): void {
  if (round.kind === 'final' || !patched('snapshot-caps')) {
    watchSnapshotAge(run);
    return;
  }
  const watched = run.internals.snapshot;
  if (watched === null || run.watchedSnapshot === watched) return;
  run.watchedSnapshot = watched;
  // Outside of the stage's scope: a pause that stops the work does not remove the snapshot.
  void CancellationScope.nonCancellable(async () => {
    const cap = await reachedCap(run, watched);
    if (cap !== null) await giveUp(run, { watched, cap, tracked: round.tracked });
  });
}

/**
 * Called where a round begins or goes on after its snapshot was to be given up: no new one before that is gone and its
 * disks are consolidated. @throws what keeps the round from going on by itself, once
 */
export async function settleGivenUp(run: MigrationRun): Promise<void> {
  const { stopped, overdueSnapshot } = run;
  run.stopped = null;
  if (stopped !== null) throw stopped;
  if (overdueSnapshot !== null) await drop(run, overdueSnapshot);
}

/** Null: the snapshot was gone before. */
async function reachedCap(run: MigrationRun, watched: string): Promise<ReachedCap | null> {
  const { internals, migration } = run;
  const { maximumAgeMs } = snapshotPolicy(migration.plan);
  const gone = () => internals.snapshot !== watched || run.abandoned !== null || migration.stage === 'unwind';
  const standsMs = () => Date.now() - (internals.snapshotAt ?? Date.now());
  const leftMs = () => (maximumAgeMs === null ? undefined : Math.max(1, maximumAgeMs - standsMs()));
  const tooOld: ReachedCap = {
    limit: 'age',
    evidence: [`it stood for more than ${(maximumAgeMs ?? 0) / 3_600_000} h (snapshots.maximumAgeHours).`],
  };
  const everyMs = internals.roomLookMs ?? roomLookMs;
  const firstMs = leftMs() ?? everyMs;
  // The room was looked at when it was taken.
  if (await condition(gone, Math.min(firstMs, everyMs))) return null;
  if (firstMs <= everyMs && maximumAgeMs !== null) return tooOld;
  const seen: { short: string[] | null } = { short: null };
  const looks = new CancellationScope();
  looks
    .run(() => watchRoomEvery(everyMs)({ plan: migration.plan }))
    .then(
      (short) => {
        seen.short = short;
      },
      // Cancelled below; and where nobody can look, age is what is left to go by.
      () => undefined,
    );
  const ended = () => gone() || seen.short !== null;
  const rest = leftMs();
  if (rest === undefined) await condition(ended);
  else await condition(ended, rest);
  looks.cancel();
  if (gone()) return null;
  return seen.short === null ? tooOld : { limit: 'room', evidence: seen.short };
}

async function giveUp(
  run: MigrationRun,
  { watched, cap, tracked }: { watched: string; cap: ReachedCap; tracked: boolean },
): Promise<void> {
  const { internals, migration } = run;
  const over = () => internals.snapshot !== watched || run.abandoned !== null || migration.stage === 'unwind';
  // A round whose bytes are durable removes it by itself, unless that has failed and the run is parked.
  await condition(() => over() || run.scope === null || internals.copied == null);
  if (over()) return;
  run.givingUp = true;
  run.interrupt();
  // The copies have stopped, and the stage waits.
  await condition(() => run.scope === null);
  const copying = !run.paused && migration.status !== 'parked';
  const takenAt = internals.snapshotAt ?? 0;
  try {
    if (over()) return;
    run.overdueSnapshot = watched;
    await drop(run, watched);
    if (internals.copied == null) run.addFinding(snapshotGivenUp(migration.vm.name, cap, takenAt));
    if (copying && internals.copied == null) stopOrRenew(run, cap, tracked);
  } catch (error) {
    if (!isStageFailure(error)) throw error;
    run.addFinding(snapshotNotGivenUp(migration.vm.name, explain(error), takenAt));
    if (copying) run.stopped = error;
  } finally {
    run.watchedSnapshot = null;
    run.givingUp = false;
  }
}

async function drop(run: MigrationRun, snapshot: string): Promise<void> {
  await removal.dropSnapshot({ plan: run.migration.plan, snapshot });
  const { internals } = run;
  if (internals.snapshot === snapshot) internals.snapshot = null;
  run.overdueSnapshot = null;
  // Forecasts count churn from the last snapshot whose round has ended.
  if (internals.copied == null && internals.previousSnapshotAt != null) {
    internals.snapshotAt = internals.previousSnapshotAt;
  }
  if (!run.migration.findings.some(({ code }) => code === snapshotOldCode)) return;
  run.change((state) => {
    state.findings = state.findings.filter(({ code }) => code !== snapshotOldCode);
  });
}

/** Whether there is room for a new one is seen when it is taken. */
function stopOrRenew(run: MigrationRun, { evidence }: ReachedCap, tracked: boolean): void {
  const { internals, migration } = run;
  internals.renewals = (internals.renewals ?? 0) + 1;
  const policy = snapshotPolicy(migration.plan);
  if (renews(policy, tracked, internals.renewals)) return;
  const details: FailureDetails = {
    remedy: errors['source.snapshot-expired'].remedy,
    evidence: [
      ...evidence,
      ...(tracked ? [] : ['Changes are not tracked: the round begins from its beginning.']),
      ...(internals.renewals > 1 ? [`Given up ${internals.renewals} times in this round.`] : []),
    ],
  };
  internals.renewals = 0;
  run.stopped = ApplicationFailure.create({
    type: 'source.snapshot-expired',
    message: `The snapshot of ${migration.vm.name} was removed before its round had ended: ${evidence.join(' ')}`,
    nonRetryable: true,
    details: [details],
  });
}
