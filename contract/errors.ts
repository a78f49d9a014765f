import { accessErrors } from './accessErrors.ts';
import { approvalErrors } from './approvalErrors.ts';
import { identityErrors } from './identityErrors.ts';
import { secretErrors } from './secretErrors.ts';
import { sourceErrors } from './sourceErrors.ts';

/**
 * Every error that Drover tells anybody, by stable code. Zod-free: workflows and the console read it too.
 * docs/errors.md is generated from this table.
 */
export interface ErrorEntry {
  /** HTTP status when it reaches an API client. */
  status: number;
  title: string;
  remedy: string;
  /** `retry`: may pass by itself; `park`: wants a person; `never`: the request itself is wrong. */
  next: 'retry' | 'park' | 'never';
}

export const errors = {
  'request.invalid': {
    status: 400,
    title: 'The request does not fit its schema',
    remedy: 'Correct the fields named in `issues`.',
    next: 'never',
  },
  'request.not-found': {
    status: 404,
    title: 'No such object',
    remedy: 'Check the id; list the collection to see what exists.',
    next: 'never',
  },
  'request.method': {
    status: 405,
    title: 'The path does not take this method',
    remedy: 'Use one of the methods in the header `Allow`.',
    next: 'never',
  },
  'request.conflict': {
    status: 409,
    title: 'The object is in another state',
    remedy: 'Read it again and decide anew.',
    next: 'never',
  },
  'request.too-large': {
    status: 413,
    title: 'The request body is too large',
    remedy: 'Send less than the detail says.',
    next: 'never',
  },
  'request.throttled': {
    status: 429,
    title: 'Too many requests',
    remedy: 'Wait as long as `Retry-After` says. Budgets of a login are settings: reading and commands apart.',
    next: 'retry',
  },
  ...accessErrors,
  ...approvalErrors,
  'idempotency.mismatch': {
    status: 422,
    title: 'The Idempotency-Key belongs to another request',
    remedy: 'Send the request with a new key; repeat a key only with the very same request.',
    next: 'never',
  },
  'idempotency.in-progress': {
    status: 409,
    title: 'The first request with this Idempotency-Key still runs',
    remedy: 'Wait, then send the same request with the same key again: it answers with the outcome of the first.',
    next: 'retry',
  },
  'version.changed': {
    status: 412,
    title: 'The object has been changed meanwhile',
    remedy: 'Read it again, apply the change to what it is now, and send it with the new version in `If-Match`.',
    next: 'never',
  },
  'version.required': {
    status: 428,
    title: 'This edit must say which version it is based on',
    remedy: 'Read the object and send its `ETag` as `If-Match`.',
    next: 'never',
  },
  'auth.throttled': { status: 429, title: 'Too many attempts', remedy: 'Wait a minute and try again.', next: 'retry' },
  ...identityErrors,
  'worker.unavailable': {
    status: 503,
    title: 'No worker answered in time',
    remedy: 'Start a control worker; the command can be sent again with the same idempotency key.',
    next: 'retry',
  },
  'temporal.unavailable': {
    status: 503,
    title: 'The workflow service cannot be reached',
    remedy: 'Start Temporal, or check TEMPORAL_ADDRESS.',
    next: 'retry',
  },
  'migration.refused': {
    status: 422,
    title: 'Preflight found blockers',
    remedy: 'Mend what the findings name, then send the plan again.',
    next: 'never',
  },
  'migration.duplicate': {
    status: 409,
    title: 'This VM is already being migrated',
    remedy: 'Follow, finish or cancel the open migration that is named.',
    next: 'never',
  },
  'mapping.refused': {
    status: 422,
    title: 'The target cannot carry out the mapping',
    remedy: 'Correct the rows named in `issues`, or make on the target what they name.',
    next: 'never',
  },
  'command.refused': {
    status: 409,
    title: 'The migration does not accept this command now',
    remedy: 'Send one of the allowed commands.',
    next: 'never',
  },
  'platform.unreachable': {
    status: 502,
    title: 'The platform cannot be reached',
    remedy: 'Check address, port, firewall and that the service runs.',
    next: 'retry',
  },
  'platform.certificate': {
    status: 502,
    title: 'The server shows another certificate than the one confirmed',
    remedy: 'Compare the fingerprint with the server and confirm the new one on the connection.',
    next: 'park',
  },
  'platform.address-refused': {
    status: 403,
    title: 'Connections to this address are not allowed',
    remedy: 'Correct the address, or name it in DROVER_ALLOW_ADDRESSES of every worker.',
    next: 'park',
  },
  'platform.unauthorised': {
    status: 502,
    title: 'The platform refused the login',
    remedy: 'Correct user or password of the connection.',
    next: 'park',
  },
  'platform.session-ended': {
    status: 502,
    title: 'The platform ended the login session',
    remedy: 'Drover logs in again; if it goes on, look at limits and time-outs of sessions on the platform.',
    next: 'retry',
  },
  'platform.forbidden': {
    status: 502,
    title: 'The platform user lacks a privilege',
    remedy: 'Grant the privilege that is named.',
    next: 'park',
  },
  'platform.not-found': {
    status: 502,
    title: 'The object is gone from the platform',
    remedy: 'Look at the platform; refresh the inventory.',
    next: 'park',
  },
  'platform.conflict': {
    status: 502,
    title: 'The object is in another state than needed',
    remedy: 'See the evidence, mend it on the platform, then retry.',
    next: 'park',
  },
  'platform.busy': {
    status: 502,
    title: 'Another task holds the object',
    remedy: 'Wait for it to end; Drover tries again.',
    next: 'retry',
  },
  'platform.quota': {
    status: 502,
    title: 'The platform has no room',
    remedy: 'Free space or choose another storage, then retry.',
    next: 'park',
  },
  'platform.unsupported': {
    status: 502,
    title: 'The platform cannot do this',
    remedy: 'Choose another route or transport in the plan.',
    next: 'park',
  },
  'platform.stalled': {
    status: 502,
    title: 'No progress for too long',
    remedy: 'Look at the platform and the network; Drover tries again.',
    next: 'retry',
  },
  'platform.corrupt': {
    status: 502,
    title: 'Bytes came back different',
    remedy: 'Look at the storage and the network path named in the evidence before retrying.',
    next: 'park',
  },
  'platform.outcome-unknown': {
    status: 502,
    title: 'The call may or may not have happened',
    remedy: 'Drover looks at tasks and objects before it repeats anything.',
    next: 'retry',
  },
  'platform.protocol': {
    status: 502,
    title: 'The platform answered in an unexpected way',
    remedy: 'Keep the evidence; it is a defect of one side.',
    next: 'park',
  },
  ...sourceErrors,
  'mover.unreachable': {
    status: 503,
    title: 'No mover can open the target volume',
    remedy: 'Start a mover on the node, or use the staged route.',
    next: 'park',
  },
  'mover.node-taken': {
    status: 409,
    title: 'Another mover works for this node',
    remedy:
      'Stop the other mover, or give this one its DROVER_DATA_DIR if it stands in for it: journals and volumes of a node have one owner.',
    next: 'never',
  },
  'mover.path-refused': {
    status: 403,
    title: 'The mover may not open this path',
    remedy: 'Add the storage folder to DROVER_MOVER_ROOTS of the mover.',
    next: 'park',
  },
  'mover.volume-mismatch': {
    status: 409,
    title: 'The volume is not the one that was allocated',
    remedy: 'Look at the volume at the path given and put it back, or cancel and migrate again.',
    next: 'park',
  },
  'transfer.corrupt': {
    status: 500,
    title: 'The target does not hold what was written',
    remedy: 'Check the target storage at the offsets given, then retry: the ranges are copied again.',
    next: 'park',
  },
  'transfer.journal-mismatch': {
    status: 409,
    title: 'A transfer journal belongs to another disk or volume',
    remedy: 'Cancel and start a new migration; the journal is never guessed at.',
    next: 'park',
  },
  'transfer.fenced': {
    status: 409,
    title: 'A newer attempt has taken the volume over',
    remedy: 'Nothing to do while the newer attempt goes on; retry when none does.',
    next: 'park',
  },
  'transfer.stream-truncated': {
    status: 502,
    title: 'The export stream ended early',
    remedy: 'Drover exports again.',
    next: 'retry',
  },
  'artifact.missing': { status: 404, title: 'The artifact is not in the store', remedy: 'Export again.', next: 'park' },
  'artifact.link-invalid': {
    status: 403,
    title: 'The artifact link is expired or altered',
    remedy: 'Ask for a new link.',
    next: 'never',
  },
  'certificate.invalid': {
    status: 400,
    title: 'The certificate does not verify',
    remedy: 'Treat what it claims as unproven.',
    next: 'never',
  },
  ...secretErrors,
  'config.invalid': {
    status: 500,
    title: 'A setting is missing or wrong',
    remedy: 'Correct the variable that is named.',
    next: 'never',
  },
  internal: {
    status: 500,
    title: 'A defect of Drover',
    remedy: 'Send the correlation id and the log to the maintainers.',
    next: 'park',
  },
} as const satisfies Record<string, ErrorEntry>;

export type ErrorCode = keyof typeof errors;

/** An error with a stable code; `message` is for people, `evidence` for those who look closer. No secrets in either. */
export class DroverError extends Error {
  readonly code: ErrorCode;
  readonly evidence: string[];

  constructor(code: ErrorCode, message: string, options: { evidence?: string[]; cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.name = 'DroverError';
    this.code = code;
    this.evidence = options.evidence ?? [];
  }
}

export function isErrorCode(code: string): code is ErrorCode {
  return Object.hasOwn(errors, code);
}
