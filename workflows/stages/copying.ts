import { ApplicationFailure, condition, continueAsNew, patched, workflowInfo } from '@temporalio/workflow';
import type { CopyInput, CopyResult } from '../../activities/copy.ts';
import type { MigrationPlan } from '../../contract/plan.ts';
import { trackingUntrue } from '../../domain/auditFinding.ts';
import { decideDelta } from '../../domain/deltaLoop.ts';
import { snapshotNotQuiesced } from '../../domain/snapshotFinding.ts';
import { trackingUnsupported } from '../../domain/trackingFinding.ts';
import type { DiskCursor } from '../messages.ts';
import type { migrateVm } from '../migrateVm.ts';
import { control, removal } from '../run/activities.ts';
import { tellWindow } from '../run/cutoverWait.ts';
import { deltaSituation } from '../run/deltaSituation.ts';
import { updateForecast } from '../run/forecast.ts';
import { type MigrationRun, now } from '../run/migrationRun.ts';
import { onMover } from '../run/onMover.ts';
import { settleGivenUp, watchSnapshot } from '../run/snapshotWatch.ts';
import { stage, together } from '../run/stage.ts';
import { requireUntouched } from './cutover.ts';
import { adoptGrowth, hasGrown } from './growth.ts';

/** The first full copy, while the VM runs. */
export async function baseline(run: MigrationRun): Promise<void> {
  await stage(run, 'baseline', async () => {
    // Before it is on: a crash must not leave it on without anybody knowing whose it is.
    if (run.internals.trackedBefore === false && run.migration.trackingEnabled !== true) {
      run.change((migration) => {
        migration.trackingEnabled = true;
      });
    }
    // Earlier releases recorded no answer.
    const untracked: string | null | undefined = await control.enableTracking({ plan: run.migration.plan });
    if (untracked) run.addFinding(trackingUnsupported(run.migration.vm.name, untracked));
    await round(run, 'baseline');
  });
}

/** Copies what changed, again and again, until the policy or the operator says cut over. */
export async function deltas(run: MigrationRun): Promise<void> {
  for (;;) {
    const decision = decideDelta(deltaSituation(run));
    if (decision.do === 'cutover') return;
    tellWindow(run);
    if (decision.do === 'delta') {
      await stage(run, 'delta', () => round(run, 'delta'));
      if (workflowInfo().continueAsNewSuggested) await carryOn(run);
    } else {
      await hold(run, decision.ms);
    }
  }
}

/** The last round, of a VM that is off. Its snapshot stays until the target is proven. */
export async function final(run: MigrationRun): Promise<void> {
  await stage(run, 'final', async () => {
    await round(run, 'final');
    await requireUntouched(run);
  });
}

/** Waits for the next round, a command, or the time of the cutover. */
async function hold(run: MigrationRun, ms: number): Promise<void> {
  await stage(run, 'hold', async () => {
    const commands = run.commandCount;
    await condition(() => run.commandCount !== commands, ms);
  });
}

/**
 * Snapshot, copy, remember, remove. A change id counts only after the bytes up to it are durable, and the snapshot is
 * gone and consolidated before the next one is made (docs/adr: snapshot order). Run again after its bytes were durable,
 * it only does what came after: a round copied twice would be another one under the same number.
 */
async function round(run: MigrationRun, kind: CopyInput['kind']): Promise<void> {
  const { migration, internals } = run;
  if (run.stopped !== null || run.overdueSnapshot !== null) await settleGivenUp(run);
  if (internals.copied !== kind) await copyRound(run, kind);
  // The final round counts as copied, and its snapshot stays, until the cutover begins again.
  if (kind !== 'final') {
    if (internals.snapshot !== null) await removal.dropSnapshot({ plan: migration.plan, snapshot: internals.snapshot });
    internals.snapshot = null;
    internals.copied = null;
  }
  internals.renewals = 0;
  internals.lastRoundEndedAt = Date.now();
  updateForecast(run);
}

async function copyRound(run: MigrationRun, kind: CopyInput['kind']): Promise<void> {
  const { migration, internals } = run;
  const number = internals.nextRound;
  const quiesce = kind !== 'final' && migration.plan.quiesce;
  const snapshot = await control.takeSnapshot({
    migrationId: migration.id,
    plan: migration.plan,
    round: number,
    quiesce,
    disks: migration.disks,
    growth: run.growthAccepted ? 'accept' : 'ask',
  });
  // Found again after a pause or a park it is as old as it is; open runs of earlier releases took it for a new one.
  if (internals.snapshot !== snapshot.ref || !patched('snapshot-caps')) {
    internals.snapshot = snapshot.ref;
    internals.previousSnapshotAt = internals.snapshotAt ?? null;
    internals.snapshotAt = Date.parse(now());
  }
  const told = (id: string) => snapshot.disks.some((frozen) => frozen.id === id && frozen.changeId !== null);
  watchSnapshot(run, { kind, tracked: internals.disks.every(({ id }) => told(id)) });
  if (quiesce && !snapshot.quiesced && patched('snapshot-not-quiesced')) {
    run.addFinding(snapshotNotQuiesced(migration.vm.name, number));
  }
  // Nothing is awaited where nothing grew: older histories know no such step.
  if (hasGrown(run, snapshot)) await adoptGrowth(run, snapshot);
  const durable = await together(
    internals.disks.map((disk) => async () => {
      const frozen = snapshot.disks.find((candidate) => candidate.id === disk.id);
      const input = copyInput(run, disk, kind, number, snapshot.ref, frozen?.changeId ?? null);
      const copied = await copyAudited(run, input);
      const { changedBytes, readBytes, writtenBytes, ms, root, full, untracked, audit } = copied;
      if (untracked !== undefined) run.addFinding(trackingUnsupported(run.label(disk.id), untracked));
      run.addRound(disk.id, {
        round: number,
        kind,
        changedBytes,
        readBytes,
        writtenBytes,
        ms,
        endedAt: now(),
        changeId: input.changeId,
        root,
        full,
        ...(audit ? { audit: { ...audit, mismatches: audit.mismatches.slice(0, 20) } } : {}),
      });
      return { disk, changeId: input.changeId };
    }),
  );
  for (const { disk, changeId } of durable) disk.changeId = changeId;
  internals.nextRound = number + 1;
  internals.copied = kind;
}

/** Copies one disk. When the audit shows that tracking has lied, the whole disk is compared on the same snapshot. */
async function copyAudited(run: MigrationRun, input: CopyInput): Promise<CopyResult> {
  const label = run.label(input.diskId);
  const what = `${input.kind}, round ${input.round}: ${label}`;
  const audited = { ...input, audit: auditOf(run, input.kind) };
  const copied = await onMover(run, { queue: queueOf(run), summary: what }, (mover, epoch) =>
    mover.copyDisk({ ...audited, epoch }),
  );
  if (copied.audit === undefined || copied.audit.mismatchedBytes === 0) return copied;
  const { audit } = copied;
  run.internals.trackingDoubted = true;
  run.addFinding(trackingUntrue(label, input.round, audit));
  const again = { queue: queueOf(run), summary: `${what}, compared as a whole` };
  const whole = await onMover(run, again, (mover, epoch) => mover.copyDisk({ ...input, since: null, epoch }));
  return {
    ...whole,
    changedBytes: copied.changedBytes + whole.changedBytes,
    readBytes: copied.readBytes + whole.readBytes,
    writtenBytes: copied.writtenBytes + whole.writtenBytes,
    ms: copied.ms + whole.ms,
    audit,
  };
}

/** Once the source was caught, its last word is not taken at all. */
function auditOf(run: MigrationRun, kind: CopyInput['kind']): CopyInput['audit'] {
  // Plans of runs that were begun before there were audits have none.
  const policy: MigrationPlan['audit'] | undefined = run.migration.plan.audit;
  if (kind === 'baseline' || policy === undefined) return undefined;
  const whole = policy.full === 'every-round' || (kind === 'final' && policy.full === 'final');
  if (whole || (kind === 'final' && run.internals.trackingDoubted)) return 'full';
  return { sampleBytes: policy.sampleBytesPerRound };
}

/** The call that copies one disk of one snapshot; verification repairs with the same. */
export function copyInput(
  run: MigrationRun,
  disk: DiskCursor,
  kind: CopyInput['kind'],
  number: number,
  snapshot: string,
  changeId: string | null,
): CopyInput {
  const { migration } = run;
  if (disk.volume === null || migration.transport === null) {
    throw ApplicationFailure.nonRetryable(`Disk ${disk.id} has no volume.`, 'internal');
  }
  return {
    migrationId: migration.id,
    plan: migration.plan,
    transport: migration.transport,
    diskId: disk.id,
    diskKey: disk.key,
    capacityBytes: disk.capacityBytes,
    round: number,
    kind,
    snapshot,
    changeId,
    since: disk.changeId,
    target: disk.volume,
  };
}

export function queueOf(run: MigrationRun): string {
  const queue = run.internals.moverQueue;
  if (queue === null) throw ApplicationFailure.nonRetryable('No mover was found in preflight.', 'mover.unreachable');
  return queue;
}

/** Goes on in a fresh history: a loop of months must not grow one without bound. */
async function carryOn(run: MigrationRun): Promise<void> {
  await run.recorder.settled();
  // A command that came meanwhile is known to this history alone: it is obeyed first.
  if (run.paused || run.abandoned !== null) return;
  const { migration, internals } = run;
  await continueAsNew<typeof migrateVm>({
    id: migration.id,
    plan: migration.plan,
    vm: migration.vm,
    requestedBy: migration.requestedBy,
    createdAt: migration.createdAt,
    carried: { migration, internals },
  });
}
