import { CancelledFailure, Context } from '@temporalio/activity';
import { asFailure } from './failure.ts';

/** What a running activity may use: an abort signal, and a way to tell what it is doing. */
export interface Running {
  signal: AbortSignal;
  /** Shown in Temporal Web as the heartbeat's details. */
  tell(details: unknown): void;
}

const beatMs = 1000;

/**
 * The only way to run a port call in an activity: beats once a second whether or not there is progress, hands on
 * cancellation as an abort, and turns errors into failures with stable types.
 */
export async function alive<T>(work: (running: Running) => Promise<T>): Promise<T> {
  const context = Context.current();
  let details: unknown = null;
  const timer = setInterval(() => context.heartbeat(details), beatMs);
  try {
    return await work({
      signal: context.cancellationSignal,
      tell: (told) => {
        details = told;
      },
    });
  } catch (error) {
    if (context.cancellationSignal.aborted) {
      throw error instanceof CancelledFailure ? error : await cancelled(context);
    }
    throw asFailure(error);
  } finally {
    clearInterval(timer);
  }
}

async function cancelled(context: Context): Promise<unknown> {
  try {
    await context.cancelled;
    return new CancelledFailure('Cancelled');
  } catch (reason) {
    return reason;
  }
}
