import { CancellationScope, condition, isCancellation } from '@temporalio/workflow';
import type { Parked, StageName } from '../../contract/migration.ts';
import { Abandoned, CutoverUndone, explain, Interrupted, isStageFailure, SourceRan } from './failure.ts';
import { type MigrationRun, now } from './migrationRun.ts';

/** After these the bytes of the last round are not all that the source has. */
const copyAgain = new Set(['source.powered-on', 'source.written']);

/**
 * Runs one stage to its end. Commands may stop its work: pause waits and starts the work again (journals make that
 * cheap), cancel gives up. A failure parks the run until somebody says what to do; nothing is undone by surprise.
 * @throws Abandoned when the run is to be unwound, SourceRan when the cutover is to begin again, CutoverUndone when it is
 * given up for now
 */
export async function stage<T>(run: MigrationRun, name: StageName, work: () => Promise<T>): Promise<T> {
  for (;;) {
    await whileHeld(run);
    run.enter(name);
    try {
      const result = await interruptible(run, work);
      // Calls that were too far gone to be stopped end well all the same; a command that was accepted holds.
      if (run.abandoned !== null) throw new Abandoned();
      run.leave(name);
      return result;
    } catch (error) {
      if (error instanceof Interrupted) continue;
      if (!isStageFailure(error) || isCancellation(error)) throw error;
      const told = await parked(run, name, error);
      if (run.undoRequested && run.abandoned === null) throw new CutoverUndone(told);
      // A started target has writes of its own: no round may go over them, whatever the source did.
      if (copyAgain.has(explain(error).code) && !run.migration.pointOfNoReturn) throw new SourceRan();
    }
  }
}

/** Waits while the run is paused, or a snapshot is given up. @throws Abandoned */
async function whileHeld(run: MigrationRun): Promise<void> {
  if (run.paused) {
    run.status('paused');
    await condition(() => !run.paused || run.abandoned !== null);
  }
  if (run.givingUp) await condition(() => !run.givingUp || run.abandoned !== null);
  if (run.abandoned !== null) throw new Abandoned();
}

/** Runs work that a command may stop. @throws Interrupted when one did */
export async function interruptible<T>(run: MigrationRun, work: () => Promise<T>): Promise<T> {
  const scope = new CancellationScope();
  run.scope = scope;
  try {
    return await scope.run(work);
  } catch (error) {
    if (isCancellation(error) && run.interrupting) throw new Interrupted();
    throw error;
  } finally {
    run.scope = null;
    run.interrupting = false;
  }
}

async function parked(run: MigrationRun, name: StageName, error: unknown): Promise<Parked> {
  run.retryRequested = false;
  run.undoRequested = false;
  const told = { stage: name, since: now(), ...explain(error) };
  run.change((migration) => {
    migration.status = 'parked';
    migration.parked = told;
  });
  await condition(() => run.retryRequested || run.undoRequested || run.abandoned !== null);
  // Until it has been taken so, whatever else parks the run meanwhile.
  run.growthAccepted ||= run.retryRequested && told.code === 'source.disk-grown';
  run.change((migration) => {
    migration.parked = null;
  });
  return told;
}

/** Runs calls side by side; when one fails the others are stopped and awaited before its error is thrown. */
export async function together<T>(calls: (() => Promise<T>)[]): Promise<T[]> {
  return CancellationScope.cancellable(async () => {
    const scope = CancellationScope.current();
    let failure: unknown = null;
    const settled = await Promise.allSettled(
      calls.map(async (call) => {
        try {
          return await call();
        } catch (error) {
          if (failure === null) {
            failure = error;
            scope.cancel();
          }
          throw error;
        }
      }),
    );
    if (failure !== null) throw failure;
    return settled.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
  });
}
