import type { Readable } from 'node:stream';
import type { Dispatcher } from 'undici';
import { DroverError } from '../../../contract/errors.ts';

export interface Reply {
  status: number;
  statusText: string;
  date: string | undefined;
  body: string;
}

export interface OutgoingRequest {
  origin: string;
  method: string;
  path: string;
  headers: Record<string, string>;
  /** A stream goes with its `content-length` among the headers. */
  body: string | Readable | undefined;
  mutating: boolean;
  signal: AbortSignal;
}

/**
 * Sends a request exactly once and reads the whole reply. A connection that breaks after it was made leaves a writing
 * call with an unknown outcome; before that nothing was sent.
 */
export async function sendOnce(dispatcher: Dispatcher, request: OutgoingRequest): Promise<Reply> {
  const { origin, method, path, headers, body, signal } = request;
  try {
    const reply = await dispatcher.request({
      origin,
      method: method as Dispatcher.HttpMethod,
      path,
      headers: { accept: 'application/json', ...headers },
      body: body ?? null,
      signal,
    });
    return {
      status: reply.statusCode,
      statusText: reply.statusText,
      date: String(reply.headers['date'] ?? '') || undefined,
      body: await reply.body.text(),
    };
  } catch (error) {
    // Our own connector speaks in DroverErrors, and only before a byte was sent.
    if (error instanceof DroverError) throw error;
    if (signal.aborted) throw signal.reason;
    throw brokenConnection(request, error);
  }
}

function brokenConnection(request: OutgoingRequest, cause: unknown): DroverError {
  const call = `${request.method} ${request.path.replace(/^\/api2\/json/, '').replace(/\?.*$/, '')}`;
  const text =
    cause instanceof Error
      ? `${(cause as Error & { code?: string }).code ?? cause.name}: ${cause.message}`
      : String(cause);
  const code = request.mutating ? 'platform.outcome-unknown' : 'platform.unreachable';
  return new DroverError(code, `The connection to ${request.origin} broke during ${call}.`, {
    evidence: [text],
    cause,
  });
}
