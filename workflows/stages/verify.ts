import { ApplicationFailure } from '@temporalio/workflow';
import type { FailureDetails } from '../../activities/failure.ts';
import type { VerifyInput } from '../../activities/verify.ts';
import type { DiskCursor } from '../messages.ts';
import type { MigrationRun } from '../run/migrationRun.ts';
import { onMover } from '../run/onMover.ts';
import { stage, together } from '../run/stage.ts';
import { copyInput } from './copying.ts';

type Range = { start: number; length: number };

/**
 * Reads every volume back and compares it with the ledger. A mismatch is looked at a second time; if it stays, the run
 * parks with the offsets, and a retry copies these ranges again before it looks once more; so does the next cutover when
 * this one is undone.
 */
export async function verify(run: MigrationRun): Promise<void> {
  const queue = run.internals.moverQueue;
  if (queue === null) return;
  const damaged = new Map<string, Range[]>(Object.entries(run.internals.damaged ?? {}));
  await stage(run, 'verify', async () => {
    await together(
      run.internals.disks.map((disk) => async () => {
        await repair(run, queue, disk, damaged.get(disk.id) ?? []);
        damaged.delete(disk.id);
        const mismatches = await readBack(run, queue, disk);
        if (mismatches.length > 0) damaged.set(disk.id, mismatches);
      }),
    );
    run.internals.damaged = kept(damaged);
    if (damaged.size > 0) throw corrupt(run, damaged);
  });
}

/** A long run hands them over to its next history: beyond these, reading back finds them again. */
const mostRanges = 500;

function kept(damaged: Map<string, Range[]>): Record<string, Range[]> {
  return Object.fromEntries([...damaged].map(([id, ranges]) => [id, ranges.slice(0, mostRanges)]));
}

async function readBack(run: MigrationRun, queue: string, disk: DiskCursor): Promise<Range[]> {
  if (disk.volume === null) throw ApplicationFailure.nonRetryable(`Disk ${disk.id} has no volume.`, 'internal');
  const input: VerifyInput = {
    migrationId: run.migration.id,
    diskId: disk.id,
    capacityBytes: disk.capacityBytes,
    round: run.internals.nextRound,
    target: disk.volume,
  };
  const label = run.label(disk.id);
  const look = (summary: string) => onMover(run, { queue, summary }, (mover) => mover.verifyDisk(input));
  let seen = await look(`read back: ${label}`);
  if (seen.mismatches.length > 0) seen = await look(`read back once more: ${label}`);
  run.change((migration) => {
    for (const shown of migration.disks) if (shown.id === disk.id) shown.targetRoot = seen.targetRoot;
  });
  return seen.mismatches;
}

async function repair(run: MigrationRun, queue: string, disk: DiskCursor, ranges: Range[]): Promise<void> {
  const { snapshot, nextRound } = run.internals;
  if (ranges.length === 0 || snapshot === null || run.migration.route !== 'direct') return;
  const input = copyInput(run, disk, 'final', Math.max(0, nextRound - 1), snapshot, disk.changeId);
  const summary = `copy again what differs: ${run.label(disk.id)}`;
  await onMover(run, { queue, summary }, (mover, epoch) => mover.repairDisk({ ...input, ranges, epoch }));
}

function corrupt(run: MigrationRun, damaged: Map<string, Range[]>): ApplicationFailure {
  const evidence = [...damaged].flatMap(([id, ranges]) => {
    const label = run.label(id);
    return ranges.slice(0, 20).map((range) => `${label}: ${range.length} bytes at offset ${range.start} differ`);
  });
  const details: FailureDetails = {
    remedy:
      run.migration.route === 'direct'
        ? 'Check the target storage, then retry: these ranges are copied again and verified.'
        : 'Check the target storage, then cancel and migrate again.',
    evidence,
  };
  return ApplicationFailure.create({
    type: 'transfer.corrupt',
    message: `The target does not hold what was written: ${evidence[0] ?? ''}${evidence.length > 1 ? ` and ${evidence.length - 1} more` : ''}.`,
    nonRetryable: true,
    details: [details],
  });
}
