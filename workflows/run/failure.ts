import { ActivityFailure, ApplicationFailure } from '@temporalio/workflow';
import type { FailureDetails } from '../../activities/failure.ts';
import type { Parked } from '../../contract/migration.ts';

/** The run was told to give up: unwinding begins. */
export class Abandoned extends Error {}

/** The source ran after its last round: what it wrote is missing on the target, so the cutover begins again. */
export class SourceRan extends Error {}

/** The cutover was given up for now: the source goes on, and its replica follows it again. */
export class CutoverUndone extends Error {
  readonly parked: Parked;

  constructor(parked: Parked) {
    super();
    this.parked = parked;
  }
}

/** The work was stopped so that a command can take effect; it goes on, or not, as the command says. */
export class Interrupted extends Error {}

/** What to tell about a stage that failed for good. */
export function explain(error: unknown): Pick<Parked, 'code' | 'message' | 'remedy' | 'evidence'> {
  const cause = error instanceof ActivityFailure ? (error.cause ?? error) : error;
  if (cause instanceof ApplicationFailure) {
    const details = cause.details?.[0] as Partial<FailureDetails> | undefined;
    return {
      code: cause.type ?? 'internal',
      message: cause.message,
      remedy: details?.remedy ?? 'Retry; if it fails again, send the evidence to the maintainers.',
      evidence: details?.evidence ?? [],
    };
  }
  return {
    code: 'worker.unavailable',
    message: cause instanceof Error ? cause.message : String(cause),
    remedy: 'Check that the workers run, then retry.',
    evidence: [],
  };
}

/** Whether retrying the workflow task could not help: a stage parks on these, everything else is a defect. */
export function isStageFailure(error: unknown): error is ActivityFailure | ApplicationFailure {
  return error instanceof ActivityFailure || error instanceof ApplicationFailure;
}
