import { ApplicationFailure } from '@temporalio/common';
import { DroverError, errors } from '../contract/errors.ts';

/** What a workflow gets to read of a failed activity, in `details[0]`. */
export interface FailureDetails {
  remedy: string;
  evidence: string[];
}

/**
 * Turns anything thrown into the failure that Temporal records: type is the stable code, and only codes that may pass
 * by themselves are tried again.
 */
export function asFailure(error: unknown): ApplicationFailure {
  if (error instanceof ApplicationFailure) return error;
  const code = error instanceof DroverError ? error.code : 'internal';
  const details: FailureDetails = {
    remedy: errors[code].remedy,
    evidence: error instanceof DroverError ? error.evidence : [],
  };
  return ApplicationFailure.create({
    type: code,
    message: error instanceof Error ? error.message : String(error),
    nonRetryable: errors[code].next !== 'retry' && code !== 'internal',
    details: [details],
    cause: error instanceof Error ? error : undefined,
  });
}
