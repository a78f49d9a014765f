import { allHandlersFinished, CancellationScope, condition, isCancellation } from '@temporalio/workflow';
import type { Migration } from '../contract/migration.ts';
import type { MigrateVmInput } from './messages.ts';
import { listen } from './run/commands.ts';
import { Abandoned, CutoverUndone, SourceRan } from './run/failure.ts';
import { MigrationRun } from './run/migrationRun.ts';
import { baseline, deltas, final } from './stages/copying.ts';
import { boot, define, quiesce } from './stages/cutover.ts';
import { finish } from './stages/finish.ts';
import { preflight } from './stages/preflight.ts';
import { provision } from './stages/provision.ts';
import { exportImages, importImages } from './stages/staging.ts';
import { undoCutover } from './stages/undo.ts';
import { unwind } from './stages/unwind.ts';
import { verify } from './stages/verify.ts';

/** Moves one VM. Ends with what was done, also when it was cancelled; it never fails, it parks. */
export async function migrateVm(input: MigrateVmInput): Promise<Migration> {
  const run = new MigrationRun(input);
  listen(run);
  try {
    await move(run, input.carried !== undefined);
    run.end('completed');
  } catch (error) {
    if (!(error instanceof Abandoned) && !isCancellation(error)) throw error;
    await unwind(run);
  }
  await CancellationScope.nonCancellable(async () => {
    await run.recorder.settled();
    await condition(allHandlersFinished);
  });
  return run.migration;
}

async function move(run: MigrationRun, carriedOver: boolean): Promise<void> {
  if (!carriedOver) {
    await preflight(run);
    await provision(run);
    if (run.migration.strategy === 'warm') await baseline(run);
  }
  if (run.migration.strategy === 'warm') await deltas(run);
  for (;;) {
    try {
      return await cutOver(run);
    } catch (error) {
      if (error instanceof CutoverUndone) {
        await undoCutover(run, error.parked);
        await deltas(run);
      } else if (!(error instanceof SourceRan)) throw error;
    }
  }
}

/**
 * @throws SourceRan when the source wrote after its last round and somebody said retry: all of this is done again
 * @throws CutoverUndone when it parked and somebody said that the source shall go on
 */
async function cutOver(run: MigrationRun): Promise<void> {
  await quiesce(run);
  if (run.migration.route === 'direct') {
    await final(run);
  } else {
    await exportImages(run);
    await importImages(run);
  }
  await verify(run);
  await define(run);
  await boot(run);
  await finish(run);
}
