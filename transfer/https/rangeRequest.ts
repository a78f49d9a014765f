import { DroverError } from '../../contract/errors.ts';
import { exactly } from '../../http/bodyTarget.ts';
import { plainUrl } from '../../http/plainUrl.ts';
import { requestHead } from '../../http/requestHead.ts';
import { AnswerTooLong, type ResponseHead } from '../../http/responseReader.ts';
import { type RangeConnection, Stalled } from './rangeConnection.ts';
import type { RangeConnections } from './rangeConnections.ts';

/** How one attempt ended that did not fill the block. */
export type RangeTrouble =
  | { kind: 'unauthorised' }
  | { kind: 'transient'; why: string; retryAfterMs: number; stalled: boolean }
  | { kind: 'fatal'; error: DroverError };

export interface RangeAttempt {
  url: URL;
  connections: RangeConnections;
  headers: Record<string, string>;
  offset: number;
  into: Buffer;
  /** Bytes that the resource must have. */
  size: number;
  signal: AbortSignal;
  /** Silence of this length is a stall. */
  stallMs: number;
}

/** Below this rate a server is as good as stalled. */
const slowestBytesPerSecond = 32 * 1024;
const longestRetryAfterMs = 10_000;

/** One GET with a Range into the given memory. @returns null when all of it came. */
export async function requestRange(attempt: RangeAttempt): Promise<RangeTrouble | null> {
  const { connections, into, signal, stallMs } = attempt;
  let connection: RangeConnection | undefined;
  let refusal: RangeTrouble | null = null;
  const slow = new Stalled(`slower than ${slowestBytesPerSecond} bytes a second`);
  const allowedMs = stallMs + (into.length / slowestBytesPerSecond) * 1000;
  const deadline = setTimeout(() => connection?.destroy(slow), allowedMs);
  const accept = (head: ResponseHead) => {
    refusal = refuse(head, attempt);
    return refusal === null ? exactly(into) : null;
  };
  try {
    connection = await connections.take(signal);
    await connection.request(headOf(attempt), accept, signal);
    if (refusal === null) connections.give(connection);
    else connections.drop(connection);
    return refusal;
  } catch (error) {
    if (connection !== undefined) connections.drop(connection);
    return error instanceof AnswerTooLong
      ? fatal('platform.protocol', attempt, 'sent more than was asked for')
      : troubleOf(error);
  } finally {
    clearTimeout(deadline);
  }
}

function headOf({ url, headers, offset, into }: RangeAttempt): string {
  const range = `bytes=${offset}-${offset + into.length - 1}`;
  return requestHead(url, { ...headers, Range: range, 'Accept-Encoding': 'identity' });
}

function refuse(response: ResponseHead, attempt: RangeAttempt): RangeTrouble | null {
  const { status } = response;
  switch (status) {
    case 206:
      return checkPartial(response, attempt);
    case 401:
      return { kind: 'unauthorised' };
    case 403:
      return fatal('platform.forbidden', attempt, 'refused the request (403)');
    case 404:
    case 410:
      return fatal('platform.not-found', attempt, `has no such file (${status})`);
    case 416:
      return fatal('source.changed', attempt, 'says that the range lies outside the file (416)');
    case 200:
      return fatal('platform.unsupported', attempt, 'ignores ranges (200 instead of 206)');
    case 429:
      return { ...transient('429'), retryAfterMs: retryAfter(response) };
    default:
      if (status >= 500) return { ...transient(`${status}`), retryAfterMs: retryAfter(response) };
      return fatal('platform.protocol', attempt, `answered ${status}`);
  }
}

/** RFC 9110 section 14.4: exactly the range that was asked for, of a file of exactly the size of the disk. */
function checkPartial({ headers }: ResponseHead, attempt: RangeAttempt): RangeTrouble | null {
  const { offset, into, size } = attempt;
  const stated = headers.get('content-range') ?? '';
  const match = /^bytes (\d+)-(\d+)\/(\d+|\*)$/.exec(stated);
  if (match === null || Number(match[1]) !== offset || Number(match[2]) !== offset + into.length - 1) {
    return fatal('platform.protocol', attempt, `answered with Content-Range "${stated}"`);
  }
  if (match[3] !== '*' && Number(match[3]) !== size) {
    return fatal('source.changed', attempt, `has ${match[3]} bytes, the disk has ${size}`);
  }
  if ((headers.get('content-encoding') ?? 'identity') !== 'identity') {
    return fatal('platform.protocol', attempt, 'encoded the content although it was asked not to');
  }
  const length = headers.get('content-length');
  if (length !== undefined && Number(length) !== into.length) {
    return fatal('platform.protocol', attempt, `announced ${length} bytes for a range of ${into.length}`);
  }
  return null;
}

function troubleOf(error: unknown): RangeTrouble {
  if (error instanceof DroverError) return { kind: 'fatal', error };
  if (error instanceof Stalled) return { ...transient(error.message), stalled: true };
  const code = codeOf(error);
  if (/^(CERT_|ERR_TLS_CERT|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_)/.test(code)) {
    const message = `The certificate of the server is not trusted: ${code}.`;
    return { kind: 'fatal', error: new DroverError('platform.certificate', message, { cause: error }) };
  }
  return transient(code);
}

function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return 'code' in error && typeof error.code === 'string' ? error.code : error.message;
}

function transient(why: string): Extract<RangeTrouble, { kind: 'transient' }> {
  return { kind: 'transient', why, retryAfterMs: 0, stalled: false };
}

function fatal(code: ConstructorParameters<typeof DroverError>[0], attempt: RangeAttempt, what: string): RangeTrouble {
  return { kind: 'fatal', error: new DroverError(code, `${plainUrl(attempt.url)} ${what}.`) };
}

function retryAfter({ headers }: ResponseHead): number {
  const seconds = Number(headers.get('retry-after'));
  return Number.isFinite(seconds) ? Math.min(longestRetryAfterMs, Math.max(0, seconds * 1000)) : 0;
}
