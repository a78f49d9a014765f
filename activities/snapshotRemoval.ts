import { Context } from '@temporalio/activity';
import { DroverError } from '../contract/errors.ts';
import type { MigrationPlan } from '../contract/plan.ts';
import { snapshotPolicy } from '../domain/snapshotPolicy.ts';
import type { SourcePlatform } from '../ports/sourcePlatform.ts';

const lookMs = 10_000;

/**
 * Removes snapshots of ours, each until its disks are consolidated. The budget is that of the plan and counts over all
 * attempts of the call: merging a large snapshot takes hours, and a server that has hung takes for ever.
 * @throws DroverError source.snapshot-not-removed with what is left
 */
export async function removeWithinBudget(
  source: SourcePlatform,
  plan: MigrationPlan,
  snapshots: string[],
  signal: AbortSignal,
): Promise<void> {
  const { vm } = plan.source;
  const { removalMs, lockMs } = snapshotPolicy(plan);
  const { attempt, scheduledTimestampMs } = Context.current().info;
  // The first attempt may have waited for a worker; that is no removal.
  const usedMs = attempt === 1 ? 0 : Date.now() - scheduledTimestampMs;
  const over = AbortSignal.timeout(Math.max(0, Math.min(removalMs - usedMs, 2 ** 31 - 1)));
  for (const snapshot of snapshots) {
    try {
      await source.removeSnapshot(vm, snapshot, AbortSignal.any([signal, over]), lockMs);
    } catch (error) {
      signal.throwIfAborted();
      if (!over.aborted) throw error;
      throw await late(source, vm, snapshot, removalMs, signal);
    }
  }
}

async function late(
  source: SourcePlatform,
  vm: string,
  snapshot: string,
  removalMs: number,
  signal: AbortSignal,
): Promise<DroverError> {
  const evidence = [
    `snapshots.removalHours: ${removalMs / 3_600_000}`,
    await source.listSnapshots(vm, AbortSignal.any([signal, AbortSignal.timeout(lookMs)])).then(
      (left) => {
        const found = left.find(({ ref }) => ref === snapshot);
        return found === undefined
          ? `left: delta files of ${vm}, which need consolidation; the snapshot itself is gone`
          : `left: snapshot "${found.name}" (${found.ref}) of ${vm}`;
      },
      () => `left: snapshot ${snapshot} of ${vm}, or its delta files; vCenter did not tell which`,
    ),
    'vCenter may still be merging: a task that has begun goes on by itself.',
  ];
  return new DroverError('source.snapshot-not-removed', `The snapshot ${snapshot} of ${vm} was not removed in time.`, {
    evidence,
  });
}
