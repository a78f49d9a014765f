/** A failed call: its HTTP status, the full text (first line becomes the reason phrase) and per-parameter errors. */
export class ApiError extends Error {
  readonly status: number;
  readonly errors: Record<string, string> | undefined;
  /** 401s and gateway errors carry no body at all. */
  readonly emptyBody: boolean;

  constructor(status: number, message: string, options: { errors?: Record<string, string>; emptyBody?: boolean } = {}) {
    super(message.endsWith('\n') ? message : `${message}\n`);
    this.name = 'ApiError';
    this.status = status;
    this.errors = options.errors;
    this.emptyBody = options.emptyBody ?? false;
  }
}

/** What Perl's `die` becomes: a 500 with the text as its reason phrase. */
export function die(message: string): ApiError {
  return new ApiError(500, message);
}

export function badParameters(errors: Record<string, string>): ApiError {
  return new ApiError(400, 'Parameter verification failed.', { errors });
}

export function permissionDenied(what: string): ApiError {
  return new ApiError(403, `Permission check failed (${what})`);
}

export function notAuthenticated(reason = 'Authentication failed!'): ApiError {
  return new ApiError(401, reason, { emptyBody: true });
}

export function notImplemented(method: string, path: string): ApiError {
  return new ApiError(501, `Method '${method} ${path}' not implemented`);
}

/** The text of anything thrown, without its trailing line feed. */
export function messageOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).trimEnd();
}
