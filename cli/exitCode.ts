/** What a script learns from `$?`. Documented by `drover --help` and docs/cli.md. */
export const exitCodes = {
  ok: 0,
  failed: 1,
  usage: 2,
  /** The request is understood and refused: findings, a wrong state, a duplicate, a missing right. */
  refused: 3,
  unreachable: 4,
  notLoggedIn: 5,
  /** `apply --dry-run`: there is something to change. */
  differs: 6,
  /** As shells tell of SIGINT. */
  interrupted: 130,
} as const;

export const exitCodeHelp = `Exit codes:
  0  done
  1  failed
  2  the command line is wrong
  3  refused: findings, a state that does not allow it, a missing right
  4  the server cannot be reached
  5  not logged in
  6  apply --dry-run: there are differences
  130  ended by Ctrl-C`;

/** A failure that the command itself found; `code` is one of the exit codes. */
export class CliError extends Error {
  override name = 'CliError';
  readonly code: number;

  constructor(code: number, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

export function usageError(message: string): CliError {
  return new CliError(exitCodes.usage, message);
}

/** By the HTTP status of an API's answer. */
export function exitCodeOfStatus(status: number): number {
  if (status === 401) return exitCodes.notLoggedIn;
  if (status === 400) return exitCodes.usage;
  if (status === 403 || status === 404 || status === 409) return exitCodes.refused;
  if (status === 412 || status === 422 || status === 428) return exitCodes.refused;
  if (status === 503) return exitCodes.unreachable;
  return exitCodes.failed;
}
