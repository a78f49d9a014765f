import type { IncomingMessage } from 'node:http';
import { type Agent, request } from 'node:https';
import { DroverError } from '../../contract/errors.ts';

/** How one attempt ended that did not fill the block. */
export type RangeTrouble =
  | { kind: 'unauthorised' }
  | { kind: 'transient'; why: string; retryAfterMs: number; stalled: boolean }
  | { kind: 'fatal'; error: DroverError };

export interface RangeAttempt {
  url: URL;
  agent: Agent;
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
export function requestRange(attempt: RangeAttempt): Promise<RangeTrouble | null> {
  const { url, agent, into, signal, stallMs } = attempt;
  const range = `bytes=${attempt.offset}-${attempt.offset + into.length - 1}`;
  const headers = { ...attempt.headers, Range: range, 'Accept-Encoding': 'identity' };
  return new Promise((resolve) => {
    let settled = false;
    const settle = (trouble: RangeTrouble | null) => {
      if (settled) return;
      settled = true;
      clearTimeout(deadline);
      resolve(trouble);
      if (trouble !== null) get.destroy();
    };
    const stall = (why: string) => settle({ kind: 'transient', why, retryAfterMs: 0, stalled: true });
    const get = request(url, { agent, headers, signal });
    const allowedMs = stallMs + (into.length / slowestBytesPerSecond) * 1000;
    const deadline = setTimeout(() => stall(`slower than ${slowestBytesPerSecond} bytes a second`), allowedMs);
    get.setTimeout(stallMs, () => stall(`nothing for ${stallMs / 1000} s`));
    get.on('error', (error: NodeJS.ErrnoException) => settle(troubleOf(error)));
    get.on('response', (response) => {
      const refusal = refuse(response, attempt);
      if (refusal !== null) {
        settle(refusal);
        return;
      }
      let filled = 0;
      response.on('data', (data: Buffer) => {
        if (filled + data.length > into.length) {
          settle(fatal('platform.protocol', attempt, 'sent more than was asked for'));
          return;
        }
        data.copy(into, filled);
        filled += data.length;
      });
      response.on('error', (error: NodeJS.ErrnoException) => settle(troubleOf(error)));
      response.on('close', () => {
        if (filled === into.length && response.complete) settle(null);
        else settle(transient(`the answer ended after ${filled} of ${into.length} bytes`));
      });
    });
    get.end();
  });
}

function refuse(response: IncomingMessage, attempt: RangeAttempt): RangeTrouble | null {
  const status = response.statusCode ?? 0;
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
function checkPartial(response: IncomingMessage, attempt: RangeAttempt): RangeTrouble | null {
  const { offset, into, size } = attempt;
  const stated = response.headers['content-range'] ?? '';
  const match = /^bytes (\d+)-(\d+)\/(\d+|\*)$/.exec(stated);
  if (match === null || Number(match[1]) !== offset || Number(match[2]) !== offset + into.length - 1) {
    return fatal('platform.protocol', attempt, `answered with Content-Range "${stated}"`);
  }
  if (match[3] !== '*' && Number(match[3]) !== size) {
    return fatal('source.changed', attempt, `has ${match[3]} bytes, the disk has ${size}`);
  }
  if ((response.headers['content-encoding'] ?? 'identity') !== 'identity') {
    return fatal('platform.protocol', attempt, 'encoded the content although it was asked not to');
  }
  const length = response.headers['content-length'];
  if (length !== undefined && Number(length) !== into.length) {
    return fatal('platform.protocol', attempt, `announced ${length} bytes for a range of ${into.length}`);
  }
  return null;
}

function troubleOf(error: NodeJS.ErrnoException): RangeTrouble {
  if (error instanceof DroverError) return { kind: 'fatal', error };
  const code = error.code ?? error.message;
  if (/^(CERT_|ERR_TLS_CERT|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_)/.test(code)) {
    const message = `The certificate of the server is not trusted: ${code}.`;
    return { kind: 'fatal', error: new DroverError('platform.certificate', message, { cause: error }) };
  }
  return transient(code);
}

function transient(why: string): Extract<RangeTrouble, { kind: 'transient' }> {
  return { kind: 'transient', why, retryAfterMs: 0, stalled: false };
}

function fatal(code: ConstructorParameters<typeof DroverError>[0], attempt: RangeAttempt, what: string): RangeTrouble {
  return { kind: 'fatal', error: new DroverError(code, `${plainUrl(attempt.url)} ${what}.`) };
}

function retryAfter(response: IncomingMessage): number {
  const seconds = Number(response.headers['retry-after']);
  return Number.isFinite(seconds) ? Math.min(longestRetryAfterMs, Math.max(0, seconds * 1000)) : 0;
}

/** Without query and login, which may carry secrets. */
export function plainUrl(url: URL): string {
  return `${url.origin}${url.pathname}`;
}
