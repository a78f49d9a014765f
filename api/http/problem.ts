import { DroverError, errors } from '../../contract/errors.ts';
import type { Problem } from '../../contract/problem.ts';
import { ApiError } from './apiError.ts';

/** Any thrown value as the body of an answer. What is not one of our errors says nothing of its inside. */
export function toProblem(thrown: unknown, correlationId: string): Problem {
  const error = asDroverError(thrown);
  const { status, title, remedy } = errors[error.code];
  return {
    type: `/api/docs/errors.md#${error.code}`,
    title,
    status,
    detail: error.message,
    code: error.code,
    remedy,
    correlationId,
    ...(error.evidence.length > 0 ? { evidence: error.evidence } : {}),
    ...(error instanceof ApiError ? error.extras : {}),
  };
}

function asDroverError(thrown: unknown): DroverError {
  if (thrown instanceof DroverError) return thrown;
  const { type, status, limit } = (thrown ?? {}) as { type?: unknown; status?: unknown; limit?: unknown };
  // What express.json() and the router throw.
  if (type === 'entity.too.large') {
    return new ApiError('request.too-large', `The request body is larger than ${Number(limit) / 1024 ** 2} MiB.`);
  }
  if (type === 'entity.parse.failed') return new ApiError('request.invalid', 'The request body is not JSON.');
  if (status === 404) return new ApiError('request.not-found', 'There is no such file.');
  if (typeof status === 'number' && status >= 400 && status < 500) {
    return new ApiError('request.invalid', 'The request cannot be read.');
  }
  return new DroverError('internal', 'The request failed for a reason that the log has under the correlation id.');
}
