import { DroverError, type ErrorCode } from '../../../contract/errors.ts';

const certificateCodes = new Set([
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'CERT_HAS_EXPIRED',
  'CERT_NOT_YET_VALID',
  'ERR_TLS_CERT_ALTNAME_INVALID',
]);
/** The request was surely not executed. */
const neverSent = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'EHOSTDOWN']);
const timeouts = new Set(['ECONNABORTED', 'ETIMEDOUT', 'ESOCKETTIMEDOUT']);

/**
 * Turns a failure below SOAP into a DroverError. Nothing of the request is kept: it may hold the password.
 * @param context `changing`: a lost answer leaves open what happened
 */
export function transportError(
  error: unknown,
  context: { host: string; operation: string; changing: boolean },
): DroverError {
  const known = droverErrorIn(error);
  if (known !== undefined) return known;
  const code = codeIn(error) ?? 'no code';
  const evidence = [`host ${context.host}`, `operation ${context.operation}`, `cause ${code}`];
  if (certificateCodes.has(code)) {
    return new DroverError(
      'platform.certificate',
      `No public authority vouches for the certificate of ${context.host} (${code}); confirm its fingerprint on the connection.`,
      { evidence },
    );
  }
  const stalled = timeouts.has(code);
  const kind: ErrorCode = neverSent.has(code)
    ? 'platform.unreachable'
    : context.changing
      ? 'platform.outcome-unknown'
      : stalled
        ? 'platform.stalled'
        : 'platform.unreachable';
  const what = stalled ? 'did not answer in time' : 'cannot be reached or broke the connection';
  return new DroverError(kind, `${context.host} ${what} at ${context.operation} (${code}).`, { evidence });
}

/** An error of ours travels through node as a cause. */
function droverErrorIn(error: unknown): DroverError | undefined {
  let current = error;
  for (let depth = 0; depth < 4 && current instanceof Error; depth += 1) {
    if (current instanceof DroverError) return current;
    current = current.cause;
  }
  return undefined;
}

function codeIn(error: unknown): string | undefined {
  let current = error;
  for (let depth = 0; depth < 4 && typeof current === 'object' && current !== null; depth += 1) {
    const code: unknown = Reflect.get(current, 'code');
    if (typeof code === 'string' && code !== 'ERR_BAD_RESPONSE' && code !== 'ERR_NETWORK') return code;
    current = Reflect.get(current, 'cause');
  }
  return undefined;
}
