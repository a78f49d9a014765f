import { isGrpcServiceError, WorkflowFailedError, WorkflowNotFoundError } from '@temporalio/client';
import { ApplicationFailure, TerminatedFailure, TimeoutFailure } from '@temporalio/common';
import { DroverError, isErrorCode } from '../../contract/errors.ts';

/** What the Temporal client throws, as one of our errors. */
export function fromTemporal(error: unknown): DroverError {
  if (error instanceof DroverError) return error;
  if (error instanceof WorkflowFailedError) return fromFailure(error.cause, error);
  if (serviceErrorOf(error) !== null) {
    return new DroverError('temporal.unavailable', 'Temporal did not answer.', { cause: error });
  }
  return new DroverError('internal', 'Temporal answered in an unexpected way.', { cause: error });
}

export function isWorkflowMissing(error: unknown): boolean {
  return error instanceof WorkflowNotFoundError;
}

/** The failure that was thrown first, below activity and workflow. */
export function rootFailure(failure: unknown): unknown {
  let root = failure;
  while (root instanceof Error && !(root instanceof ApplicationFailure) && root.cause instanceof Error) {
    root = root.cause;
  }
  return root;
}

function fromFailure(failure: unknown, cause: Error): DroverError {
  const root = rootFailure(failure);
  if (root instanceof ApplicationFailure && root.type && isErrorCode(root.type)) {
    const details = root.details?.[0] as { evidence?: string[] } | undefined;
    return new DroverError(root.type, root.message, { evidence: details?.evidence, cause });
  }
  if (root instanceof TimeoutFailure || root instanceof TerminatedFailure) {
    return new DroverError('worker.unavailable', 'The workers did not finish the request in time.', { cause });
  }
  return new DroverError('internal', 'The request failed in a worker.', { cause });
}

/** The gRPC error inside what the client throws. */
function serviceErrorOf(error: unknown): Error | null {
  for (let current = error; current instanceof Error; current = current.cause) {
    if (isGrpcServiceError(current)) return current;
  }
  return null;
}
