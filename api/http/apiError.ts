import { DroverError, type ErrorCode } from '../../contract/errors.ts';
import type { Problem } from '../../contract/problem.ts';

/** What some codes tell besides the text. */
export type ProblemExtras = Pick<
  Problem,
  'issues' | 'findings' | 'state' | 'currentVersion' | 'openMigrationId' | 'approvalId'
>;

/** An error of the API itself. */
export class ApiError extends DroverError {
  readonly extras: ProblemExtras;

  constructor(code: ErrorCode, message: string, extras: ProblemExtras = {}) {
    super(code, message);
    this.name = 'ApiError';
    this.extras = extras;
  }
}
